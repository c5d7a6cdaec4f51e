namespace MyIkev2.Nmsecq.Reports;

/// <summary>One line of a report.</summary>
internal readonly record struct ReportField(string Label, string Value);

/// <summary>One object of a report.</summary>
/// <param name="Key">What tells it from the others: a watched report compares objects of one key.</param>
/// <param name="Fields">Its lines.</param>
internal sealed record ReportEntry(string Key, IReadOnlyList<ReportField> Fields);

/// <summary>A report as a whole.</summary>
/// <param name="Heading">The lines before the first object.</param>
/// <param name="Entries">The objects.</param>
internal sealed record ReportPage(string Heading, IReadOnlyList<ReportEntry> Entries);
