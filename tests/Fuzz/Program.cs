using System.CommandLine;
using MyIkev2.Fuzz;

var name = new Argument<string>("target") { Description = "What to fuzz; 'list' prints the table, 'all' runs every row." };
var seconds = new Option<double>("--seconds") { Description = "How long, per target.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "Seed of the mutations.", DefaultValueFactory = _ => 1 };
var corpus = new Option<string>("--corpus")
{
    Description = "Folder with one folder of inputs per target.",
    DefaultValueFactory = _ => Corpus.DefaultRoot,
};
var output = new Option<string>("--output")
{
    Description = "Where findings are stored.",
    DefaultValueFactory = _ => "findings",
};
var replay = new Option<FileInfo?>("--replay") { Description = "Check this one file and stop." };
var root = new RootCommand("Fuzzes the parsers that face peers and clients. Exit code 1 means a finding.")
{
    name, seconds, seed, corpus, output, replay,
};

root.SetAction(result =>
{
    string wanted = result.GetRequiredValue(name);
    if (wanted == "list")
    {
        foreach (FuzzTarget row in FuzzTargets.All)
        {
            Console.WriteLine($"{row.Name,-16} {row.Summary}");
        }

        return 0;
    }

    IReadOnlyList<FuzzTarget> targets = wanted == "all"
        ? FuzzTargets.All
        : [.. FuzzTargets.All.Where(target => target.Name == wanted)];
    if (targets.Count == 0)
    {
        Console.Error.WriteLine(
            $"There is no target '{wanted}'. Targets: {string.Join(", ", FuzzTargets.All.Select(row => row.Name))}");
        return 2;
    }

    int findings = 0;
    foreach (FuzzTarget target in targets)
    {
        var runner = new FuzzRunner(target, result.GetRequiredValue(corpus), Console.Out);
        if (result.GetValue(replay) is { } file)
        {
            findings += runner.Holds(File.ReadAllBytes(file.FullName)) ? 0 : 1;
            continue;
        }

        byte[]? found = runner.Run(result.GetRequiredValue(seed), TimeSpan.FromSeconds(result.GetRequiredValue(seconds)));
        if (found is not null)
        {
            findings++;
            Console.WriteLine($"{target.Name}: stored {runner.Save(found, result.GetRequiredValue(output))}");
        }
    }

    return findings == 0 ? 0 : 1;
});

return root.Parse(args).Invoke();
