package io.arvfs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.arvfs.cli.journal.EntryLines;
import io.arvfs.cli.journal.Finding;
import io.arvfs.cli.journal.Verification;
import io.arvfs.cli.journal.Verification.Depth;
import io.arvfs.cli.journal.Verification.Telling;
import io.arvfs.journal.event.Position;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code arv-fs-journal verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Check a volume: every entry by its checksum, its number and the one before it; that all fit"
          + " together when they are folded; that manifests, checkpoints and the bytes of files are"
          + " there; and that the index on the disk says the same. Each finding is a line: what,"
          + " where, and what helps. An index that is missing or behind is no finding."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  arv-fs-journal verify ~/mnt", "  arv-fs-journal verify --full /backup/volume"},
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:everything is as it must be",
      "1:something is odd, and nothing is damaged",
      "2:usage",
      "3:damaged, and can be made again or was never promised",
      "4:something durable is lost"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private final JournalTarget target = new JournalTarget();

  @Option(names = "--quick", description = "The log by itself alone.")
  private boolean quick;

  @Option(names = "--full", description = "The bytes of files too: each against its checksum.")
  private boolean full;

  @Option(names = "--json", description = "One object a line: each finding, then the numbers.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (quick && full) {
      throw target.usage("--quick and --full exclude each other; leave one out");
    }
    Depth depth = quick ? Depth.QUICK : full ? Depth.FULL : Depth.NORMAL;
    Telling telling = json ? Telling.EACH : Telling.GROUPED;
    Verification.Result result =
        new Verification(target.volume(), depth, telling, target.progress()).run();
    PrintWriter out = target.out();
    for (Finding each : result.findings()) {
      Finding finding = target.addressed(each);
      out.println(
          json ? EntryLines.json(JSON.writeValueAsString(object(finding))) : finding.line());
    }
    if (json) {
      out.println(EntryLines.json(JSON.writeValueAsString(result.numbers())));
    } else {
      result.numbers().forEach((name, value) -> out.println(name + " " + text(value)));
      out.println(verdict(result));
    }
    out.flush();
    return result.status();
  }

  /** An index has a position, or is none that has. */
  private static Object text(Object value) {
    return value instanceof Map<?, ?> index
        ? Objects.requireNonNullElse(index.get("position"), index.get("state"))
        : value;
  }

  private static String verdict(Verification.Result result) {
    long findings =
        result.more()
            + result.findings().stream().filter(f -> f.severity() != Finding.Severity.NOTE).count();
    return findings == 0 ? "ok" : findings == 1 ? "1 finding" : findings + " findings";
  }

  private static Map<String, Object> object(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
    if (!finding.position().equals(Position.NONE)) {
      object.put("position", finding.position().value());
    }
    finding
        .place()
        .ifPresent(
            place -> {
              object.put("file", place.file().toString());
              object.put("offset", place.offset());
            });
    object.put("what", finding.what());
    object.put("help", finding.help());
    return object;
  }
}
