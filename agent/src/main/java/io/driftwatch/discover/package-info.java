/**
 * Which containers run on the node, from /proc and the runtimes' own files; no socket is asked. A
 * process is believed without proof only when it is the host's own root; what an ordinary user's
 * says of layers counts where they are that user's.
 */
package io.driftwatch.discover;
