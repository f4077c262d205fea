package io.driftwatch.walk;

/**
 * What an image has below a directory.
 *
 * @param empty whether there is nothing
 * @param bytes that its regular files take, as far as they were counted: to the first program
 * @param programs whether any of them is a program, or it could not be told
 */
public record ImageContent(boolean empty, long bytes, boolean programs) {}
