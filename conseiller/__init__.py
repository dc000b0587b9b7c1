"""The roof of the application, and the ground on which the other rooms stand."""
