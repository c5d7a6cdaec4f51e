using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace MyIkev2.Fuzz;

/// <summary>Runs one target: the corpus first, then mutations of it until the time is up or a check fails.</summary>
public sealed class FuzzRunner(FuzzTarget target, string corpusRoot, TextWriter output)
{
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(1);

    /// <summary>The input of the first finding, or null when there was none.</summary>
    public byte[]? Run(int seed, TimeSpan duration)
    {
        List<byte[]> corpus = Corpus.Load(corpusRoot, target.Name);
        output.WriteLine($"{target.Name}: {target.Summary}");
        output.WriteLine($"{target.Name}: seed {seed}, {corpus.Count} corpus files, {duration.TotalSeconds:0} s");
        var mutator = new Mutator(seed);
        var watch = Stopwatch.StartNew();
        long runs = 0;
        foreach (byte[] input in corpus)
        {
            runs++;
            if (!Holds(input))
            {
                return input;
            }
        }

        while (watch.Elapsed < duration)
        {
            byte[] input = mutator.Next(corpus);
            runs++;
            if (!Holds(input))
            {
                return input;
            }
        }

        double rate = runs / Math.Max(watch.Elapsed.TotalSeconds, 0.001);
        output.WriteLine($"{target.Name}: {runs} inputs, {rate:0} per second, nothing found");
        return null;
    }

    /// <summary>Checks one input and prints what it broke.</summary>
    public bool Holds(byte[] input)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            target.Check(input);
        }
        catch (Exception finding)
        {
            output.WriteLine($"{target.Name}: FOUND {finding}");
            return false;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        if (elapsed > TooSlow)
        {
            output.WriteLine($"{target.Name}: FOUND an input of {input.Length} octets that takes {elapsed.TotalSeconds:0.0} s");
            return false;
        }

        return true;
    }

    /// <summary>Keeps a finding where the replay test will see it once it is added to the repository.</summary>
    public string Save(byte[] input, string folder)
    {
        string name = Convert.ToHexString(SHA256.HashData(input).AsSpan(0, 6)).ToLower(CultureInfo.InvariantCulture);
        string path = Path.Combine(folder, target.Name, $"found-{name}.bin");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, input);
        return path;
    }
}
