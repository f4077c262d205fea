/**
 * The nouns that every stage shares: a path as bytes, a file's type, status, attributes and digest.
 * Pure values; nothing here opens a file.
 */
package io.driftwatch.file;
