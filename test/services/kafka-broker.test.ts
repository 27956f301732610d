import { brokerContract, membershipContract } from '@landbridge/infra/contracts';
import { connectionHere, makeTopics } from './kafka-world.ts';

const world = { connection: connectionHere, makeTopics };
brokerContract(world);
membershipContract(world);
