using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Stacks: each as an entry, and one as the heading of a report of its filters.</summary>
internal static class StackReport
{
    public static ReportEntry Entry(StackRecord record)
    {
        var stack = record.Stack;
        return new ReportEntry(stack.Name.ToString(),
        [
            new("StackName", stack.Name.ToString()),
            new("IPSecurity", Flag(stack, StackFlags.IpSecurity)),
            new("IPv6Security", Flag(stack, StackFlags.Ipv6Security)),
            new("DVIPSec", Flag(stack, StackFlags.SysplexWideSecurity)),
            new("Logging", OnOff((stack.Flags & StackFlags.Logging) != 0)),
            new("Predecap", OnOff((stack.Flags & StackFlags.PreDecapsulation) != 0)),
            new("FilterSet", FilterSet(stack)),
            new("FIPS140", Flag(stack, StackFlags.Fips140)),
            new("NatKeepAlive", $"{stack.NatKeepAlive}"),
            new("DefensiveMode", Code(stack.DefensiveMode, "NMsec_DEFMODE_")),
        ]);
    }

    /// <summary>The heading lines that reports of filters have besides the usual three.</summary>
    public static IEnumerable<string> HeadingLines(StackRecord? record)
    {
        string Say(Func<StackSection, string> what) => record is null ? NotApplicable : what(record.Stack);
        yield return ReportWriter.HeadingLine(
            ("Logging", Say(static stack => OnOff((stack.Flags & StackFlags.Logging) != 0))),
            ("Predecap", Say(static stack => OnOff((stack.Flags & StackFlags.PreDecapsulation) != 0))),
            ("DVIPSec", Say(static stack => Flag(stack, StackFlags.SysplexWideSecurity))));
        yield return ReportWriter.HeadingLine(
            ("NatKeepAlive", Say(static stack => $"{stack.NatKeepAlive}")),
            ("FIPS140", Say(static stack => Flag(stack, StackFlags.Fips140))),
            ("FilterSet", Say(FilterSet)));
        yield return $"Defensive Mode:  {Say(static stack => Code(stack.DefensiveMode, "NMsec_DEFMODE_"))}";

        // The interface has no addresses that defensive filters spare.
        yield return $"Exclusion Address: {NotApplicable}";
    }

    private static string FilterSet(StackSection stack) => (stack.Flags & StackFlags.PolicyFilters) != 0 ? "Policy" : "Default";

    private static string Flag(StackSection stack, StackFlags flag) => YesNo((stack.Flags & flag) != 0);
}
