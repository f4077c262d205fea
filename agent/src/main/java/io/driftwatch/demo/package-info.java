/**
 * A container of our own to look at: an image, a live process on it and break-ins whose outcome is
 * known, so that anyone can see in a second whether drift is found on this machine.
 */
package io.driftwatch.demo;
