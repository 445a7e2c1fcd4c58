package io.arvfs.cli;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in words for people and in one line. Pure. */
final class UsageText {

  private UsageText() {}

  static String of(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String what =
        switch (e) {
          case UnmatchedArgumentException unmatched -> unmatched(unmatched, command);
          case MissingParameterException missing -> missing(missing);
          case OverwrittenOptionException twice ->
              name(twice.getOverwritten()) + " is given twice; give it once";
          default -> plain(e, command);
        };
    return what + "; see " + command.qualifiedName() + " --help";
  }

  private static String unmatched(UnmatchedArgumentException e, CommandSpec command) {
    String first = e.getUnmatched().getFirst();
    if (first.startsWith("-")) {
      return "unknown option %s; %s takes %s".formatted(first, command.name(), optionsOf(command));
    }
    return command.subcommands().isEmpty()
        ? "%s is one argument too many".formatted(first)
        : "unknown command %s; the commands are %s".formatted(first, commandsOf(command));
  }

  private static String missing(MissingParameterException e) {
    List<ArgSpec> missing = e.getMissing();
    boolean value = String.valueOf(e.getMessage()).contains("required parameter for option");
    String names = missing.stream().map(UsageText::name).collect(Collectors.joining(", "));
    return value
        ? "%s needs a value: %s".formatted(names, missing.getFirst().paramLabel())
        : missing.size() == 1 ? names + " is missing" : names + " are missing";
  }

  private static String plain(ParameterException e, CommandSpec command) {
    ArgSpec about = e.getArgSpec();
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("Missing required subcommand")) {
      return "a command is missing: one of " + commandsOf(command);
    } else if (message.startsWith("Unknown subcommand")) {
      String given = message.replaceAll("^[^']*'|'.*$", "");
      CommandLine parent = command.commandLine().getParent();
      return "unknown command %s; the commands are %s"
          .formatted(given, commandsOf(parent == null ? command : parent.getCommandSpec()));
    } else if (about != null && isWhole(about)) {
      return "%s %s is no whole number, or too large a one".formatted(name(about), e.getValue());
    }
    return message.lines().findFirst().orElse("this cannot be understood");
  }

  private static boolean isWhole(ArgSpec about) {
    List<Class<?>> whole = List.of(long.class, Long.class, int.class, Integer.class);
    return whole.contains(about.auxiliaryTypes()[0]) || whole.contains(about.type());
  }

  /** As one types it: an option by its longest name, an argument by its label. */
  private static String name(ArgSpec about) {
    return about instanceof OptionSpec option
        ? option.longestName() + (option.required() ? " " + option.paramLabel() : "")
        : about.paramLabel();
  }

  private static String commandsOf(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
        .map(java.util.Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }

  private static String optionsOf(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(OptionSpec::longestName)
        .collect(Collectors.joining(", "));
  }
}
