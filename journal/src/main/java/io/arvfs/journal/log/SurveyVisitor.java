package io.arvfs.journal.log;

import java.io.IOException;

/** Gets the live frames of a log in order, and the holes between them. */
public interface SurveyVisitor {

  /** Sees one frame; what it throws ends the survey. */
  void frame(SurveyedFrame frame) throws IOException;

  /** Sees what cannot be read, between the frames where it was. */
  void hole(Hole hole) throws IOException;
}
