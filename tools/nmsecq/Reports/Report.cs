using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Framing;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Nmsecq.Commands;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>What a report's heading says.</summary>
/// <param name="Primary">The kind of object.</param>
/// <param name="Source">Who knows it: the IKE daemon or the stack.</param>
/// <param name="Scope">Which objects.</param>
internal sealed record ReportHeading(string Primary, string Source, string Scope);

/// <summary>Turns a record into lines.</summary>
internal delegate ReportEntry EntryMaker(RecordReader record, ReportText text);

/// <summary>One monitoring request and the report that shows its answer.</summary>
internal sealed record Report(NmsecMessageType Request, ReportHeading Heading, EntryMaker Entry)
{
    /// <summary>True if the heading also tells how the stack filters, which is a request of its own.</summary>
    public bool ShowsStack { get; init; }

    /// <summary>The conditions that the request has.</summary>
    public FilterSelectors Selectors { get; init; }

    /// <summary>The clock and the zone of everything printed; tests set them.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string RequestName => MessageTypeCatalog.Get(Request).Name;

    public MessageScope Scope => MessageTypeCatalog.Get(Request).Scope;

    private ReportText Text => new(Time.LocalTimeZone);

    /// <summary>Asks once and prints objects as they arrive.</summary>
    public async Task WriteAsync(NmsecClient client, QueryArguments arguments, TextWriter output, CancellationToken cancellation)
    {
        var (response, stack) = await AskAsync(client, arguments, cancellation);
        await output.WriteLineAsync(MakeHeading(response.Header, stack));
        await foreach (var entry in response.WithCancellation(cancellation))
        {
            ReportWriter.WriteEntry(output, entry);
        }

        ReportWriter.WriteCount(output, response.Count);
    }

    /// <summary>Asks once and keeps everything.</summary>
    public async Task<ReportPage> FetchAsync(NmsecClient client, QueryArguments arguments, CancellationToken cancellation)
    {
        var (response, stack) = await AskAsync(client, arguments, cancellation);
        var entries = new List<ReportEntry>();
        await foreach (var entry in response.WithCancellation(cancellation))
        {
            entries.Add(entry);
        }

        return new ReportPage(MakeHeading(response.Header, stack), entries);
    }

    private async Task<(NmsecResponse<ReportEntry> Response, StackRecord? Stack)> AskAsync(
        NmsecClient client, QueryArguments arguments, CancellationToken cancellation)
    {
        var text = Text;
        RecordDecoder<ReportEntry> decoder = record => Entry(record, text);
        if (!ShowsStack)
        {
            return (await client.MonitorAsync(Request, decoder, arguments.Filters, arguments.Stack, cancellation), null);
        }

        // Both are on their way before the first is read: what they say is of one moment, as nearly as the interface can have it.
        var stacks = await client.SendAsync(NmsecMessageType.GetStackInfo, StackRecord.Read, cancellation: cancellation);
        var objects = await client.SendAsync(Request, decoder, arguments.Filters, arguments.Stack, cancellation);
        var known = await ReadStacksAsync(stacks, cancellation);
        var response = await objects.ReadResponseAsync(cancellation);
        return (response, known.FirstOrDefault(stack => stack.Stack.Name.ToString() == response.Stack));
    }

    // Whoever may not see the stacks sees the filters all the same.
    private static async Task<IReadOnlyList<StackRecord>> ReadStacksAsync(NmsecExchange<StackRecord> exchange, CancellationToken cancellation)
    {
        try
        {
            var stacks = new List<StackRecord>();
            await foreach (var stack in (await exchange.ReadResponseAsync(cancellation)).WithCancellation(cancellation))
            {
                stacks.Add(stack);
            }

            return stacks;
        }
        catch (NmsecServerException refusal) when (!refusal.IsTermination)
        {
            return [];
        }
    }

    private string MakeHeading(in FrameHeader header, StackRecord? stack)
    {
        var version = typeof(Report).Assembly.GetName().Version?.ToString(3);
        var (label, name) = Scope switch
        {
            MessageScope.ServiceClient => ("NSS Client Name", header.Target.Length == 0 ? "*ALL" : header.Target),
            MessageScope.AllStacks => ("Stack Name", "*ALL"),
            _ => ("Stack Name", header.Target),
        };
        var lines = new List<string>
        {
            $"MyIKEv2 {version} nmsecq  {label}: {Names.Printable(name)}  {Text.Heading(Time.GetUtcNow())}",
            ReportWriter.HeadingLine(("Primary", Heading.Primary), ("Function", "Display"), ("Format", "Detail")),
            ReportWriter.HeadingLine(("Source", Heading.Source), ("Scope", Heading.Scope), ("TotAvail", $"{header.OutputTotal}")),
        };
        if (ShowsStack)
        {
            lines.AddRange(StackReport.HeadingLines(stack));
        }

        lines.Add(string.Empty);
        return string.Join(Environment.NewLine, lines);
    }
}
