/**
 * Which containers run on the node, from /proc and the runtimes' own files; no socket is asked. A
 * process is believed only when it is the host's own root.
 */
package io.driftwatch.discover;
