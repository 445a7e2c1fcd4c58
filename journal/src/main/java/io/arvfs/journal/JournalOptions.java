package io.arvfs.journal;

import io.arvfs.journal.log.FlushOptions;
import io.arvfs.journal.log.LogOptions;
import io.arvfs.journal.segment.SegmentOptions;

/** The bounds of a journal. */
public record JournalOptions(LogOptions log, SegmentOptions segments, FlushOptions flush) {

  public static final JournalOptions DEFAULT =
      new JournalOptions(LogOptions.DEFAULT, SegmentOptions.DEFAULT, FlushOptions.DEFAULT);
}
