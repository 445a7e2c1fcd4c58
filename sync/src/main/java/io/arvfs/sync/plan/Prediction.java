package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.Directory;
import io.arvfs.fs.manifest.ManifestText;

/** What the server will make of a request, if the collection is still as it was seen. */
public sealed interface Prediction {

  /**
   * The request is carried out.
   *
   * @param tree the tree that {@code text} spells: the next base, not the tree that wrote it
   * @param text what is then stored, without signatures
   * @param pdh the portable data hash of that text, with its size; assert the 32 digits alone
   * @param uncertain whether the text depends on the second in which the server reads: wait, use
   *     older locators, or be ready to learn the hash from a refusal
   */
  record Accepted(Directory tree, ManifestText text, String pdh, boolean uncertain)
      implements Prediction {}

  /**
   * The request is refused and changes nothing.
   *
   * @param status the HTTP status that the client sees; {@link #MUST_NOT_BE_SENT} if the server
   *     would accept it and damage something
   */
  record Refused(int status, String why) implements Prediction {

    /** The status of a request that the server would carry out wrongly. */
    public static final int MUST_NOT_BE_SENT = 0;
  }
}
