/**
 * HTTP for whoever asks on a node, with limits in time and memory that no client moves. The agent
 * has a server of its own because the JDK's reads each request on a thread that waits for all of
 * it: {@code SlowClientsTest} holds what that would not.
 */
package io.driftwatch.http;
