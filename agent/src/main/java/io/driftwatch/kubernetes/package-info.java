/**
 * What the agent asks of Kubernetes and tells it: labels, owners and images of the node's pods, and
 * Events about drift. The only package that knows the client library; none of its types leave here.
 */
package io.driftwatch.kubernetes;
