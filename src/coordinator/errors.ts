import type { ErrorName } from '../protocol/errors.js';

/**
 * What a client sees of a storage error.
 * Kafka: GroupMetadataManager.appendGroupMetadataErrorToResponseError.
 */
export function storageError(error: ErrorName): ErrorName {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'REQUEST_TIMED_OUT':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE':
      return 'UNKNOWN_SERVER_ERROR';
    default:
      return error;
  }
}

/** The same for a whole operation. Kafka: CoordinatorOperationExceptionHelper.handleOperationException. */
export function operationError(error: ErrorName): ErrorName {
  // A transaction could not be verified: older clients do not know the error, this one makes them retry.
  return error === 'NETWORK_EXCEPTION' ? 'COORDINATOR_LOAD_IN_PROGRESS' : storageError(error);
}

/** An OffsetFetch that waited. Kafka: GroupCoordinatorService.handleOffsetFetchException. */
export function fetchError(error: ErrorName): ErrorName {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'REQUEST_TIMED_OUT':
      // Consumers before 3.9 know neither of the other two errors here.
      return 'NOT_COORDINATOR';
    default:
      return operationError(error);
  }
}
