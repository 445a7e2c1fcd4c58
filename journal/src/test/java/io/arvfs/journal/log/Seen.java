package io.arvfs.journal.log;

import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All that one scan showed. */
record Seen(List<Frame> frames, List<FramePlace> places, LogScan result) {

  static Seen scan(Disk disk, Path directory) throws IOException {
    List<Frame> frames = new ArrayList<>();
    List<FramePlace> places = new ArrayList<>();
    LogScan result =
        new FrameReader(disk, directory)
            .scan(
                (frame, crc, place) -> {
                  frames.add(frame);
                  places.add(place);
                });
    return new Seen(frames, places, result);
  }

  static Seen scanAfter(Disk disk, Path directory, long after) throws IOException {
    List<Frame> frames = new ArrayList<>();
    List<FramePlace> places = new ArrayList<>();
    LogScan result =
        new FrameReader(disk, directory)
            .scanAfter(
                new Position(after),
                (frame, crc, place) -> {
                  frames.add(frame);
                  places.add(place);
                });
    return new Seen(frames, places, result);
  }
}
