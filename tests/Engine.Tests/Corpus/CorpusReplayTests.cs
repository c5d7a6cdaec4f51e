using MyIkev2.Fuzz;
using Xunit;
using FuzzCorpus = MyIkev2.Fuzz.Corpus;

namespace MyIkev2.Engine.Tests.Corpus;

/// <summary>Every stored fuzz input holds its target's property: yesterday's finding stays found.</summary>
public sealed class CorpusReplayTests
{
    public static TheoryData<string> Targets { get; } = [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Corpus_Replayed_HoldsTheTargetsProperty(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        IReadOnlyList<string> files = FuzzCorpus.FilesOf(FuzzCorpus.DefaultRoot, name);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            Exception? finding = Record.Exception(() => target.Check(File.ReadAllBytes(file)));
            Assert.True(finding is null, $"{Path.GetFileName(file)}: {finding}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutations_OfTheCorpus_HoldTheTargetsProperty(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        List<byte[]> corpus = FuzzCorpus.Load(FuzzCorpus.DefaultRoot, name);
        var mutator = new Mutator(seed: 20);
        for (int i = 0; i < 2000; i++)
        {
            byte[] input = mutator.Next(corpus);
            Exception? finding = Record.Exception(() => target.Check(input));
            Assert.True(finding is null, $"{Convert.ToHexString(input)}: {finding}");
        }
    }

    [Fact]
    public void FuzzTargets_Names_AreUnique() =>
        Assert.Equal(FuzzTargets.All.Count, FuzzTargets.All.DistinctBy(target => target.Name).Count());

    [Fact]
    public void Mutator_SameSeed_GivesSameInputs()
    {
        byte[][] corpus = [[1, 2, 3, 4, 5, 6, 7, 8]];
        var first = new Mutator(seed: 5);
        var second = new Mutator(seed: 5);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(first.Next(corpus), second.Next(corpus));
        }
    }
}
