package io.arvfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.cli.journal.EntryLines;
import io.arvfs.cli.journal.Finding;
import io.arvfs.cli.journal.Listing;
import io.arvfs.cli.journal.Past;
import io.arvfs.cli.journal.ReadEntry;
import io.arvfs.cli.journal.Redaction;
import io.arvfs.cli.journal.Scratch;
import io.arvfs.cli.journal.Selection;
import io.arvfs.cli.journal.Summary;
import io.arvfs.cli.journal.VolumeFiles;
import io.arvfs.journal.codec.UnreadableEntryException;
import io.arvfs.journal.host.RealTasks;
import io.arvfs.journal.host.Shutdown;
import io.arvfs.journal.log.Hole;
import io.arvfs.journal.log.Survey;
import io.arvfs.journal.log.SurveyedFrame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code arv-fs-journal inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = {
      "List the entries of a journal, oldest first: position, time, and its events, a line each.",
      "Filters may be combined; an entry is shown if it satisfies all of them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  arv-fs-journal inspect ~/mnt --since 2h --path 'results/**'",
      "  arv-fs-journal inspect ~/mnt --reverse --limit 20",
      "  arv-fs-journal inspect ~/mnt --state unsent --json",
      "  arv-fs-journal inspect ~/mnt --summary"
    },
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:every entry asked for was read",
      "1:an entry is of a newer arv-fs",
      "2:usage",
      "3:damaged where nothing was promised, or where the index can still tell",
      "4:something durable cannot be read"
    })
final class InspectCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  @Mixin private final JournalTarget target = new JournalTarget();
  @Mixin private final SelectionOptions filters = new SelectionOptions();

  @Option(names = "--json", description = "One object a line: position, time, kind, events.")
  private boolean json;

  @Option(
      names = "--summary",
      description =
          "Numbers instead of entries: how many of each kind, positions, times, epochs, what is"
              + " durable and what is sent, bytes, the paths changed most. Takes no filters.")
  private boolean summary;

  @Option(
      names = "--follow",
      description = "Go on as entries come, until SIGINT or SIGTERM; that ends with 0.")
  private boolean follow;

  @Option(names = "--reverse", description = "Newest first.")
  private boolean reverse;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Show at most N entries: the first, or with --reverse the last.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--show-secrets",
      description = "Show tokens and signatures of locators, which are left out otherwise.")
  private boolean secrets;

  /** Whether the listing has ended by itself, and no signal ends it. */
  private volatile boolean ended;

  @Override
  public Integer call() throws IOException {
    Selection selection = filters.selection(target);
    requireSense(selection);
    VolumeFiles volume = target.volume();
    return summary ? summarize(volume) : list(volume, selection);
  }

  private void requireSense(Selection selection) throws RefusedException {
    if (follow && (reverse || summary)) {
      throw target.usage("--follow goes with neither --reverse nor --summary; leave one out");
    } else if (follow && selection.waitsForLater()) {
      throw target.usage(
          "--follow shows entries as they come: then none is forced or sent; leave out --state");
    } else if (limit < 1) {
      throw target.usage("--limit " + limit + " shows nothing; give a number from 1");
    } else if (summary && (limit != Long.MAX_VALUE || reverse || !selection.isAll())) {
      throw target.usage(
          "--summary is of all entries and takes no filters, --limit or --reverse; leave them out");
    }
  }

  private int list(VolumeFiles volume, Selection selection) throws IOException {
    Printer printer = new Printer(new EntryLines(new Redaction(secrets)));
    Listing listing = new Listing(volume, selection, limit, target.progress());
    if (follow) {
      Shutdown.onSignal(
          () -> {
            Scratch.end();
            return ended ? printer.status : 0;
          });
    }
    if (reverse) {
      listing.backward(printer);
    } else {
      listing.forward(printer);
    }
    target.out().flush();
    if (follow && printer.shown < limit) {
      listing.follow(printer, InspectCommand::waitALittle);
    }
    target.out().flush();
    ended = true;
    return printer.status;
  }

  private static boolean waitALittle() throws IOException {
    try {
      new RealTasks().sleep(LOOK_AGAIN);
      return true;
    } catch (InterruptedException _) {
      throw new InterruptedIOException("interrupted while following");
    }
  }

  private int summarize(VolumeFiles volume) throws IOException {
    Summary counted = new Summary();
    List<Finding> findings = new ArrayList<>();
    List<Hole> holes = new ArrayList<>();
    var progress = target.progress();
    progress.begin("entries read");
    try (Past past = new Past(volume)) {
      past.beginning().ifPresent(findings::add);
      Survey survey =
          past.read(
              new io.arvfs.cli.journal.EntrySight() {
                @Override
                public void entry(ReadEntry read) throws IOException {
                  progress.step();
                  counted.add(read, past.tree());
                  past.take(read);
                }

                @Override
                public void unreadable(SurveyedFrame frame, UnreadableEntryException why) {
                  findings.add(Finding.unreadable(frame, why));
                }

                @Override
                public void hole(Hole hole) throws IOException {
                  holes.add(hole);
                  var _ = past.getPast(hole);
                }
              });
      progress.clear();
      if (json) {
        target
            .out()
            .println(
                EntryLines.json(JSON.writeValueAsString(counted.numbers(survey, past.tree()))));
      } else {
        counted.lines(survey, past.tree()).forEach(target.out()::println);
      }
      target.out().flush();
      holes.forEach(hole -> findings.add(Finding.hole(hole, survey.durableEnd())));
      if (survey.frames() == 0) {
        findings.add(Finding.emptyLog(volume));
      }
    }
    findings.forEach(target::say);
    return findings.stream().mapToInt(f -> f.severity().status()).max().orElse(0);
  }

  /** Entries to stdout, damage to stderr. */
  private final class Printer implements Listing.Sink {

    private final EntryLines lines;
    private int status;
    private long shown;

    Printer(EntryLines lines) {
      this.lines = lines;
    }

    @Override
    public boolean show(ReadEntry read) throws IOException {
      PrintWriter out = target.out();
      shown++;
      if (json) {
        out.println(EntryLines.json(JSON.writeValueAsString(lines.object(read))));
      } else {
        lines.lines(read).forEach(out::println);
      }
      boolean heard = !follow || !out.checkError();
      return heard && (shown % 1000 != 0 || !out.checkError());
    }

    @Override
    public void tell(Finding finding) {
      target.out().flush();
      target.say(finding);
      status = Math.max(status, finding.severity().status());
    }
  }
}
