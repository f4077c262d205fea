/**
 * containerd's bolt databases, read as plain files beside the daemon that holds their lock. Nothing
 * is locked and nothing is written; a read that a commit may have torn is done again.
 */
package io.driftwatch.bolt;
