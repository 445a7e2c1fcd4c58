package io.arvfs.journal.log;

import java.io.IOException;

/** Gets the live frames of a log, in order. */
@FunctionalInterface
public interface FrameVisitor {

  /** Sees one frame; what it throws ends the scan. */
  void visit(Frame frame, int crc, FramePlace place) throws IOException;
}
