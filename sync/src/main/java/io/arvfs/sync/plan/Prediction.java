package io.arvfs.sync.plan;

/** What the server will make of a request, if the collection is still as it was seen. */
public sealed interface Prediction {

  /**
   * The request is carried out; the text that is then stored, without signatures, was written. It
   * is the next base, not the tree that it was written from.
   *
   * @param uncertain whether the text depends on the second in which the server reads: wait, use
   *     older locators, or be ready to learn the hash from a refusal
   * @param filesBefore how many files the collection had; 0 if nobody had to look
   * @param files how many the text has
   */
  record Accepted(boolean uncertain, long filesBefore, long files) implements Prediction {}

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
