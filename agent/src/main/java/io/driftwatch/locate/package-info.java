/**
 * Where a container's overlay lies on the host: from the runtime's own mount to upperdir and
 * layers, and which mounts in the container the runtime was told to make.
 */
package io.driftwatch.locate;
