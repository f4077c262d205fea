/**
 * The configuration file: read strictly, so that every mistake is one error that names file, line
 * and key, and read again when it changes. What the rules in it mean is {@code judge}'s.
 */
package io.driftwatch.config;
