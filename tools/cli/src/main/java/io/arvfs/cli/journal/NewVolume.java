package io.arvfs.cli.journal;

import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.VolumeLayout;
import io.arvfs.journal.checkpoint.Checkpoint;
import io.arvfs.journal.checkpoint.Checkpoints;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.host.Disk;
import io.arvfs.journal.host.OpenMode;
import io.arvfs.journal.index.Applied;
import io.arvfs.journal.log.Frame;
import io.arvfs.journal.log.LogEnd;
import io.arvfs.journal.log.Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes what was salvaged of a volume: its log, and what that names; and files that lost bytes or
 * their place, as plain files. Each method says in lines what it saved. Confined to one thread.
 */
final class NewVolume {

  private static final String LOST_AND_FOUND = "lost+found";

  private final VolumeFiles old;
  private final NewDirectory directory;
  private final boolean dryRun;
  private final Progress progress;
  private final FileCopier copier;

  NewVolume(VolumeFiles old, NewDirectory directory, boolean dryRun, Progress progress) {
    this.old = old;
    this.directory = directory;
    this.dryRun = dryRun;
    this.progress = progress;
    this.copier = new FileCopier(old.disk(), dryRun, progress);
  }

  /** Writes all that is taken. */
  List<String> write(Beginning beginning, Past folded, Taken taken, BadBytes bad, Survey survey)
      throws IOException {
    Path target = directory.path();
    VolumeLayout to = VolumeLayout.of(target);
    Optional<Checkpoint> before = beginning.needed();
    if (!dryRun) {
      directory.requireRoom(survey.bytes() + roomOf(before, bad.segments()));
    }
    List<String> saved = new ArrayList<>();
    saved.add(
        "entries saved: "
            + LogCopy.into(
                dryRun ? null : to.log(), old, taken, folded.first().position(), progress));
    if (before.isPresent()) {
      Path file = before.get().file();
      copier.copy(file, to.checkpoints().resolve(String.valueOf(file.getFileName())));
      saved.add("what was before: the checkpoint at " + before.get().position());
    }
    saved.add(copySegments(bad.segments(), to.segments()));
    saved.addAll(copyBeside(to));
    try (RangeBytes ranges = new RangeBytes(old, null)) {
      HurtFiles hurt = hurtFiles(folded.tree(), ranges);
      bad.save(hurt);
      saved.addAll(hurt.lines());
      LostFiles files = lostFiles(ranges);
      if (taken.leavesAnyOut()) {
        progress.begin("entries searched for files without a place");
        var _ =
            old.read(
                read -> {
                  progress.step();
                  if (taken.isUnfit(read.entry().position())) {
                    files.take(read.entry());
                  }
                });
        progress.clear();
      }
      saved.addAll(files.finish(progress));
    }
    finish(target, to);
    return saved;
  }

  private List<String> copyBeside(VolumeLayout to) throws IOException {
    copier.copyAll(old.layout().attempts(), to.attempts());
    return List.of("manifests saved: " + copyManifests(to.manifests()));
  }

  private void finish(Path target, VolumeLayout to) throws IOException {
    if (!dryRun) {
      copier.finish(
          target,
          List.of(
              to.log(),
              to.segments(),
              to.manifests(),
              to.attempts(),
              to.checkpoints(),
              target.resolve(LOST_AND_FOUND)));
    }
  }

  /**
   * Writes what rows know whose log is lost: they become a checkpoint, at the first entry of a new
   * log, which says nothing.
   */
  List<String> write(Remnant remnant, RangeCheck bytes) throws IOException {
    Path target = directory.path();
    VolumeLayout to = VolumeLayout.of(target);
    Position at = remnant.stands().position();
    List<String> saved = new ArrayList<>();
    Set<Integer> segments = there(bytes.used());
    saved.add(
        "all as it was after the entry %s, as %s tells; the entries up to it are not kept"
            .formatted(at, remnant.source()));
    if (!dryRun) {
      directory.requireRoom(
          roomOf(Optional.empty(), segments)
              + old.disk().allocatedBytesBelow(old.layout().index())
              + old.disk().allocatedBytesBelow(old.layout().checkpoints()));
      LogEnd before = new LogEnd(new Position(at.value() - 1), 0);
      try (SalvagedLog log = new SalvagedLog(old.disk(), to.log(), before)) {
        long epoch = remnant.stands().epoch();
        log.append(new Frame(epoch, at, old.tasks().now(), before.position(), SalvagedLog.NOTHING));
        int crc = log.crc();
        log.finish();
        remnant.write(new Checkpoints(old.disk(), to.checkpoints()), new Applied(at, epoch, crc));
      }
    }
    saved.add(copySegments(segments, to.segments()));
    saved.addAll(copyBeside(to));
    Set<Ino> inos = new TreeSet<>();
    bytes.bad().values().forEach(bad -> inos.add(bad.ino()));
    try (RangeBytes ranges = new RangeBytes(old, null)) {
      HurtFiles hurt = hurtFiles(remnant.tree(), ranges);
      for (Ino ino : inos) {
        hurt.save(ino);
      }
      saved.addAll(hurt.lines());
    }
    finish(target, to);
    return saved;
  }

  private Set<Integer> there(Set<Integer> named) throws IOException {
    Set<Integer> there = new TreeSet<>();
    try (SegmentReader files = new SegmentReader(old.disk(), old.layout().segments())) {
      for (int number : named) {
        if (old.disk().exists(files.file(number))) {
          there.add(number);
        }
      }
    }
    return there;
  }

  private HurtFiles hurtFiles(TreeView tree, RangeBytes ranges) {
    TreeCopy.Options options =
        new TreeCopy.Options(TreeCopy.Incomplete.HAS_HOLES, dryRun, progress);
    return new HurtFiles(
        directory.path().resolve(LOST_AND_FOUND), old.disk(), tree, ranges, options);
  }

  private LostFiles lostFiles(RangeBytes ranges) {
    return new LostFiles(old.disk(), directory.path().resolve(LOST_AND_FOUND), ranges, dryRun);
  }

  private long roomOf(Optional<Checkpoint> before, Set<Integer> segments) throws IOException {
    Disk disk = old.disk();
    long bytes = before.map(Checkpoint::bytes).orElse(0L);
    bytes += disk.allocatedBytesBelow(old.layout().manifests());
    bytes += disk.allocatedBytesBelow(old.layout().attempts());
    try (SegmentReader files = new SegmentReader(disk, old.layout().segments())) {
      for (int number : segments) {
        bytes += disk.size(files.file(number));
      }
    }
    return bytes;
  }

  private String copySegments(Set<Integer> segments, Path to) throws IOException {
    long bytes = 0;
    try (SegmentReader files = new SegmentReader(old.disk(), old.layout().segments())) {
      for (int number : segments) {
        Path file = files.file(number);
        bytes += copier.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
    if (!dryRun) {
      old.disk().makeDirectories(to);
      keepNumbers(to);
    }
    return "segments saved: %d, %d bytes".formatted(segments.size(), bytes);
  }

  /** The log names segments that are gone: none of their numbers is to be given again. */
  private void keepNumbers(Path to) throws IOException {
    List<Path> there = old.disk().list(old.layout().segments());
    if (!there.isEmpty()) {
      Path last = to.resolve(String.valueOf(there.getLast().getFileName()));
      old.disk().open(last, OpenMode.CREATE).close();
    }
  }

  private int copyManifests(Path to) throws IOException {
    int copied = 0;
    Path from = old.layout().manifests();
    for (Path file : old.disk().list(from)) {
      String hash = String.valueOf(file.getFileName());
      if (ManifestCheck.wrong(old.disk(), from, hash).isEmpty()) {
        copier.copy(file, to.resolve(hash));
        copied++;
      }
    }
    return copied;
  }

  /** Writes the bytes of all files that the log speaks of: there is nothing to fold it upon. */
  List<String> filesAlone(Survey survey) throws IOException {
    List<String> saved = new ArrayList<>();
    progress.begin("entries searched for bytes of files");
    try (RangeBytes ranges = new RangeBytes(old, null)) {
      LostFiles files = lostFiles(ranges);
      var _ =
          old.read(
              read -> {
                progress.step();
                files.take(read.entry());
              });
      progress.clear();
      saved.addAll(files.finish(progress));
    }
    Path found = directory.path().resolve(LOST_AND_FOUND);
    if (!dryRun && old.disk().exists(found)) {
      old.disk().forceDirectory(found);
      old.disk().forceDirectory(directory.path());
    }
    if (!saved.isEmpty()) {
      saved.addFirst(
          "bytes of files alone: no volume can be made of the entries from %s on"
              .formatted(survey.first()));
    }
    return saved;
  }
}
