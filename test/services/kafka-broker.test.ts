import { brokerContract, membershipContract, mendingContract } from '@landbridge/infra/contracts';
import { connectionHere, makeTopics } from './kafka-world.ts';

const world = { connection: connectionHere, makeTopics };
brokerContract(world);
mendingContract(world);
membershipContract(world);
