export { type BrokerWorld, brokerContract } from './kafka/broker-contract.ts';
export { membershipContract } from './kafka/membership-contract.ts';
export { type LogWorld, logContract, type MakeWorld, readAll } from './log-contract.ts';
export { taskContract } from './task-contract.ts';
