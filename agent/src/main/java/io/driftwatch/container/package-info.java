/** What a container is to its runtime and to Kubernetes: plain records, nothing is read here. */
package io.driftwatch.container;
