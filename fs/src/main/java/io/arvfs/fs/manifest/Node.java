package io.arvfs.fs.manifest;

/**
 * What a name in a manifest's tree stands for. Immutable.
 *
 * <p>{@code equals} compares locator strings, signatures included, so a tree read again an hour
 * later is not equal; {@link #sameContent} is the question that users ask.
 */
public sealed interface Node permits Directory, RegularFile {

  /** Whether both are of one kind and hold the same names with the same bytes. */
  boolean sameContent(Node other);
}
