package io.driftwatch.judge;

import java.util.List;

/**
 * What a file of rules holds.
 *
 * @param rules in order
 */
record RuleFile(List<Rule> rules) {

  RuleFile {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }
}
