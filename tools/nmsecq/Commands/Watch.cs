using MyIkev2.Nmsecq.Reports;

namespace MyIkev2.Nmsecq.Commands;

/// <summary>Shows a report again and again until it is interrupted: repainted on a terminal, its changes elsewhere.</summary>
/// <param name="output">Where to.</param>
/// <param name="repaint">True for a terminal.</param>
internal sealed class Watch(TextWriter output, bool repaint)
{
    // Cursor home, print, and clear what the page before had below: no flicker.
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";
    private const string ClearScreen = "\u001b[2J";

    private ReportPage? _shown;

    /// <summary>Runs until <paramref name="cancellation"/> or an exception ends it.</summary>
    public async Task RunAsync(Func<Task<ReportPage>> fetch, TimeSpan interval, CancellationToken cancellation)
    {
        if (repaint)
        {
            await output.WriteAsync(ClearScreen);
        }

        using var timer = new PeriodicTimer(interval);
        do
        {
            Show(await fetch());
            await output.FlushAsync(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>Shows the next page.</summary>
    public void Show(ReportPage page)
    {
        if (repaint)
        {
            Repaint(page);
        }
        else if (_shown is null)
        {
            output.WriteLine(page.Heading);
            page.Entries.ToList().ForEach(entry => ReportWriter.WriteEntry(output, entry));
            ReportWriter.WriteCount(output, (uint)page.Entries.Count);
        }
        else
        {
            WriteChanges(_shown, page);
        }

        _shown = page;
    }

    private void Repaint(ReportPage page)
    {
        var text = new StringWriter { NewLine = ClearLine + "\n" };
        text.WriteLine(page.Heading.ReplaceLineEndings(text.NewLine));
        foreach (var entry in page.Entries)
        {
            ReportWriter.WriteEntry(text, entry);
        }

        ReportWriter.WriteCount(text, (uint)page.Entries.Count);
        output.Write(Home);
        output.Write(text.ToString());
        output.Write(ClearBelow);
    }

    // One line a change, behind the time of the page, so that a log of them can be searched.
    private void WriteChanges(ReportPage before, ReportPage after)
    {
        var time = after.Heading.Split('\n')[0].Split("  ")[^1].Trim();
        var old = Index(before);
        var now = Index(after);
        foreach (var (key, entry) in now)
        {
            if (!old.TryGetValue(key, out var previous))
            {
                output.WriteLine($"{time}  + {key}");
                continue;
            }

            foreach (var (field, was) in entry.Fields.Zip(previous.Fields))
            {
                if (field != was)
                {
                    output.WriteLine($"{time}  ~ {key}: {field.Label.Trim()}: {Output.Names.Printable(was.Value)} -> {Output.Names.Printable(field.Value)}");
                }
            }
        }

        foreach (var key in old.Keys.Where(key => !now.ContainsKey(key)))
        {
            output.WriteLine($"{time}  - {key}");
        }
    }

    // Objects that share a key are told apart by their place among those of the key.
    private static Dictionary<string, ReportEntry> Index(ReportPage page)
    {
        var entries = new Dictionary<string, ReportEntry>(StringComparer.Ordinal);
        foreach (var entry in page.Entries)
        {
            var key = Output.Names.Printable(entry.Key);
            var number = 1;
            while (!entries.TryAdd(number == 1 ? key : $"{key} ({number})", entry))
            {
                number++;
            }
        }

        return entries;
    }
}
