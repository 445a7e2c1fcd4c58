package io.arvfs.cli;

import io.arvfs.cli.journal.Finding;
import io.arvfs.cli.journal.IndexOnDisk;
import io.arvfs.cli.journal.NewIndex;
import io.arvfs.cli.journal.Progress;
import io.arvfs.cli.journal.Refold;
import io.arvfs.cli.journal.Refold.Until;
import io.arvfs.cli.journal.ScratchIndex;
import io.arvfs.cli.journal.TreeCopy;
import io.arvfs.cli.journal.TreeLines;
import io.arvfs.cli.journal.VolumeFiles;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.fs.tree.TreeDigest;
import io.arvfs.fs.tree.TreeView;
import io.arvfs.journal.event.Ino;
import io.arvfs.journal.event.Position;
import io.arvfs.journal.index.Index;
import io.arvfs.sync.ledger.CollectionState;
import io.arvfs.sync.ledger.LedgerView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code arv-fs-journal replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Fold the journal again, print the tree and the manifest, and compare with the index on the"
          + " disk at the position which that has (of a running mount: what it flushed last).",
      "The last lines are: position N; tree HEX, a digest over names, attributes and content; index"
          + " HEX at N; equal or differs; and collection UUID PDH, what was last saved and checked."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs-journal replay ~/mnt",
      "  arv-fs-journal replay /backup/volume --assert 5f3a...",
      "  arv-fs-journal replay ~/mnt --to 1200 --into /tmp/then"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:the index is what the journal says",
      "1:it is not; or the tree has another digest; or bytes are only in Keep",
      "2:usage",
      "3:the journal is damaged where nothing was promised",
      "4:something durable cannot be read",
      "6:bytes are only in Keep and the server cannot be reached"
    })
final class ReplayCommand implements Callable<Integer> {

  @Mixin private final JournalTarget target = new JournalTarget();
  @Mixin private final WriteOptions write = new WriteOptions();

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Leave the index in this directory, which is new or empty.")
  private @Nullable Path indexDirectory;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description =
          "Copy the files into this directory: names, sizes, and the bytes that are at hand; those"
              + " only in Keep are fetched if a server is named, else zeros stand there.")
  private @Nullable Path into;

  @Option(
      names = "--assert",
      paramLabel = "HEX",
      description = "End with 1 if the tree has another digest.")
  private @Nullable String asserted;

  @Option(names = "--to", paramLabel = "POSITION", description = "Fold no later entry.")
  private long to = Long.MAX_VALUE;

  /** Of the index; told after the results, so that a refusal stands alone. */
  private final List<Finding> notes = new ArrayList<>();

  private boolean unreadable;

  @Override
  public Integer call() throws IOException {
    requireSense();
    VolumeFiles volume = target.volume();
    if (into != null) {
      write.requireConsent(target, volume.path(), into);
    }
    Path left = write.dryRun() ? null : indexDirectory;
    if (indexDirectory != null) {
      write.requireConsent(target, volume.path(), indexDirectory);
      if (write.dryRun()) {
        target.out().println("would leave the index in " + indexDirectory);
      }
    }
    if (left == null) {
      try (ScratchIndex scratch = ScratchIndex.of(volume)) {
        return replay(volume, scratch.index());
      }
    }
    try (NewIndex made = new NewIndex(volume, left)) {
      int status = replay(volume, made.index());
      made.finish();
      return status;
    }
  }

  private void requireSense() throws IOException {
    if (to < 1) {
      throw target.usage("--to " + to + " is no position; they begin at 1");
    } else if (asserted != null && !asserted.matches("[0-9A-Fa-f]{64}")) {
      throw target.usage("--assert " + asserted + " is no digest; give the 64 digits of a replay");
    } else if (indexDirectory != null && WriteOptions.isFull(indexDirectory)) {
      throw new RefusedException(
          picocli.CommandLine.ExitCode.USAGE,
          "--index " + indexDirectory + " is not empty; name a directory that is new or empty");
    } else if (indexDirectory != null && into != null) {
      Path one = WriteOptions.real(indexDirectory);
      Path other = WriteOptions.real(into);
      if (one.startsWith(other) || other.startsWith(one)) {
        throw target.usage("--index and --into name one directory, or one in the other; name two");
      }
    }
  }

  private int replay(VolumeFiles volume, Index index) throws IOException {
    Path directory = volume.layout().index();
    try (IndexOnDisk disk = opened(volume)) {
      if (disk.isOfOtherForm()) {
        notes.add(Finding.ofOtherForm(directory));
      } else if (!unreadable && disk.isAbsent()) {
        notes.add(Finding.noIndex(directory));
      }
      int status = replay(volume, index, disk);
      return unreadable ? Math.max(status, Finding.Severity.RECOVERABLE.status()) : status;
    }
  }

  private IndexOnDisk opened(VolumeFiles volume) throws IOException {
    try {
      return IndexOnDisk.openComparable(volume);
    } catch (IOException e) {
      tellUnreadable(volume, e);
      return IndexOnDisk.none(volume);
    }
  }

  private void tellUnreadable(VolumeFiles volume, IOException why) {
    unreadable = true;
    notes.add(Finding.unreadableIndex(volume.layout().index(), why));
  }

  private String digestOf(IndexOnDisk disk, VolumeFiles volume) {
    try {
      return disk.digest();
    } catch (IOException e) {
      tellUnreadable(volume, e);
      return "unreadable";
    }
  }

  private int replay(VolumeFiles volume, Index index, IndexOnDisk disk) throws IOException {
    Progress progress = target.progress();
    PrintWriter out = target.out();
    Refold.Outcome outcome =
        new Refold(volume, index, new Until(to, Instant.MAX), progress).run(disk);
    requireReached(outcome);
    TreeView tree = new TreeView(index);
    TreeLines lines = new TreeLines(out, Terminal.is(Terminal.STDOUT));
    lines.printTree(tree);
    Optional<CollectionState> collection = new LedgerView(index).collection(Ino.ROOT);
    if (collection.isPresent() && !lines.printManifest(volume, collection.get().base())) {
      target.say("the manifest " + collection.get().base() + " cannot be read; look with verify");
    }
    String digest = TreeDigest.of(tree);
    out.println("position " + index.applied().position());
    out.println("tree " + digest);
    out.println("index " + digestOf(disk, volume) + " at " + disk.applied().position());
    boolean equal = !unreadable && isEqual(outcome, volume, disk);
    out.println(equal ? "equal" : "differs");
    collection.ifPresent(
        c -> out.println("collection " + c.uuid() + " " + c.saved().portableDataHash()));
    out.flush();
    outcome.findings().forEach(target::say);
    Position last = outcome.survey().last();
    Position stands = disk.applied().position();
    if (!unreadable && stands.isAfter(last)) {
      notes.add(Finding.indexAhead(volume.layout().index(), stands, last));
    } else if (disk.hasRows() && outcome.survey().first().isAfter(stands)) {
      notes.add(Finding.indexTooOld(volume.layout().index(), stands, outcome.survey().first()));
    }
    notes.forEach(target::say);
    int status = Math.max(outcome.status(), equal || unreadable ? 0 : Cli.FAILED);
    status = Math.max(status, isAsserted(digest) ? 0 : Cli.FAILED);
    return into == null ? status : Math.max(status, copy(volume, index, into, progress));
  }

  private void requireReached(Refold.Outcome outcome) throws RefusedException {
    if (outcome.notKept().isPresent()) {
      throw target.usage("--to " + to + " " + outcome.notKept().get());
    }
    long reached = outcome.applied().position().value();
    if (to != Long.MAX_VALUE && outcome.findings().isEmpty() && reached != to) {
      throw target.usage(
          "--to %d is not kept; the journal has %s to %s"
              .formatted(to, outcome.survey().first(), outcome.survey().last()));
    }
  }

  private boolean isEqual(Refold.Outcome outcome, VolumeFiles volume, IndexOnDisk disk)
      throws IOException {
    if (!disk.hasRows()) {
      return true; // No rows differ.
    }
    return outcome.equal().isPresent() ? outcome.equal().get() : isEqualLater(volume, disk);
  }

  /** The index on the disk is behind the last entry that was asked for. */
  private boolean isEqualLater(VolumeFiles volume, IndexOnDisk disk) throws IOException {
    if (to == Long.MAX_VALUE) {
      return false;
    }
    try (ScratchIndex scratch = ScratchIndex.of(volume)) {
      Until there = new Until(disk.applied().position().value(), Instant.MAX);
      Refold.Outcome later =
          new Refold(volume, scratch.index(), there, target.progress()).run(disk);
      if (later.equal().isEmpty() && later.status() > 0) {
        notes.add(Finding.indexBehindDamage(volume.layout().index(), disk.applied().position()));
        return true; // Nothing is known to differ.
      }
      return later.equal().orElse(false);
    }
  }

  private boolean isAsserted(String digest) {
    String wanted = asserted;
    boolean same = wanted == null || wanted.toLowerCase(Locale.ROOT).equals(digest);
    if (!same) {
      target.say("the tree has the digest " + digest + ", not " + wanted);
    }
    return same;
  }

  private int copy(VolumeFiles volume, Index index, Path directory, Progress progress)
      throws IOException {
    TreeCopy.Options options =
        new TreeCopy.Options(TreeCopy.Incomplete.HAS_HOLES, write.dryRun(), progress);
    int status =
        new FileCopies(target, volume, options, to != Long.MAX_VALUE, target.err())
            .copy(index, List.of(ManifestPath.ROOT), directory);
    target.out().flush();
    return status;
  }
}
