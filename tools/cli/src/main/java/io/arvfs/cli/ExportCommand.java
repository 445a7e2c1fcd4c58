package io.arvfs.cli;

import io.arvfs.cli.journal.Moment;
import io.arvfs.cli.journal.Progress;
import io.arvfs.cli.journal.Refold;
import io.arvfs.cli.journal.ScratchIndex;
import io.arvfs.cli.journal.TreeCopy;
import io.arvfs.cli.journal.VolumeFiles;
import io.arvfs.fs.manifest.ManifestPath;
import io.arvfs.journal.host.RealTasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code arv-fs-journal export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Copy files into a directory, as they are now or were at a moment that the journal keeps.",
      "Bytes that are only in Keep are fetched if a server is named as for a mount. A file of which"
          + " bytes are missing is called NAME.incomplete, and not made if it has none at all."
          + " One that cannot be written is told of, and the others are copied."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs-journal export ~/mnt /tmp/saved",
      "  arv-fs-journal export ~/mnt /tmp/saved --at 2h results/table.csv"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:everything asked for is there",
      "1:bytes are only in Keep and no server is named; or of the past and not kept any more (see"
          + " --history of arv-fs mount); or a path does not exist; or a file could not be written",
      "2:usage",
      "3:the journal is damaged; as far as it goes everything is there",
      "4:bytes are lost",
      "6:bytes are only in Keep and the server cannot be reached"
    })
final class ExportCommand implements Callable<Integer> {

  @Mixin private final JournalTarget target = new JournalTarget();
  @Mixin private final WriteOptions write = new WriteOptions();

  @Parameters(index = "1", paramLabel = "DIR", description = "Where to; made if it is missing.")
  private @Nullable Path directory;

  @Parameters(
      index = "2..*",
      paramLabel = "PATH",
      description = "Files and directories below the root (default: all).")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "POSITION|TIME",
      description =
          "As things were after this entry, or at this time: 2026-03-01T10:00:00Z, 2026-03-01"
              + " (UTC), or how long ago: 90s, 15m, 2h, 1d12h.")
  private @Nullable String at;

  @Override
  public Integer call() throws IOException {
    VolumeFiles volume = target.volume();
    Path into = Objects.requireNonNull(directory);
    Refold.Until until = until();
    List<ManifestPath> asked = asked();
    write.requireConsent(target, volume.path(), into);
    Progress progress = target.progress();
    try (ScratchIndex scratch = ScratchIndex.of(volume)) {
      Refold.Outcome outcome = new Refold(volume, scratch.index(), until, progress).run(null);
      requireKept(until, outcome);
      outcome.findings().forEach(target::say);
      TreeCopy.Options options =
          new TreeCopy.Options(TreeCopy.Incomplete.IS_SET_APART, write.dryRun(), progress);
      int status =
          new FileCopies(target, volume, options, at != null, target.out())
              .copy(scratch.index(), asked, into);
      target.out().println("as of position " + outcome.applied().position());
      target.out().flush();
      return Math.max(status, outcome.status());
    }
  }

  private Refold.Until until() throws RefusedException {
    String text = at;
    if (text == null) {
      return Refold.Until.END;
    } else if (text.matches("[0-9]{1,18}")) {
      return new Refold.Until(Long.parseLong(text), Instant.MAX);
    }
    try {
      return new Refold.Until(Long.MAX_VALUE, Moment.parse(text, new RealTasks().now()));
    } catch (IllegalArgumentException e) {
      throw target.usage("--at " + e.getMessage());
    }
  }

  private List<ManifestPath> asked() throws RefusedException {
    List<ManifestPath> asked = new ArrayList<>();
    for (String path : paths) {
      try {
        asked.add(ManifestPath.parse(path.endsWith("/") ? path.replaceAll("/+$", "") : path));
      } catch (IllegalArgumentException e) {
        throw target.usage("the path " + path + " is none below the root");
      }
    }
    return asked.isEmpty() ? List.of(ManifestPath.ROOT) : asked;
  }

  private void requireKept(Refold.Until until, Refold.Outcome outcome) throws RefusedException {
    long position = until.position();
    boolean beyond =
        position != Long.MAX_VALUE
            && outcome.findings().isEmpty()
            && outcome.applied().position().value() != position;
    if (outcome.notKept().isPresent()) {
      throw target.usage("--at " + at + " " + outcome.notKept().get());
    } else if (beyond) {
      throw target.usage(
          "--at %d is not kept; the journal has %s to %s"
              .formatted(position, outcome.survey().first(), outcome.survey().last()));
    }
  }
}
