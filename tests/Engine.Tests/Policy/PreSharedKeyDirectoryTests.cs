using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Policy;

/// <summary>The look-up finds what a walk through all keys finds.</summary>
public sealed class PreSharedKeyDirectoryTests
{
    private static readonly string[] Patterns =
    [
        "%any", "*", "*.example", "a*", "a.example", "A.Example", "fqdn:a.example", "b.example", "@a.example", "a@b.example", "*@b.example", "10.0.0.1", "keyid:a.example",
    ];

    private static readonly string[] Names = ["a.example", "A.EXAMPLE", "b.example", "a@b.example", "A@B.example", "10.0.0.1", "10.0.0.2", "keyid:a.example", "c.example"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Find_RandomKeys_IsTheMostSpecificOfThePeerThenOfOursThenTheOneForEverybody(int seed)
    {
        var random = new SeededRandom((ulong)seed);
        for (var round = 0; round < 500; round++)
        {
            PreSharedKey[] keys = [.. Enumerable.Range(0, random.Below(6)).Select(number => new PreSharedKey(
                $"k{number}", Enumerable.Range(0, random.Below(3)).Select(_ => new IdentityPattern(Patterns[random.Below(Patterns.Length)])).ToValueList(), []))];
            var directory = new PreSharedKeyDirectory(keys);
            foreach (var local in Names)
            {
                foreach (var remote in Names)
                {
                    var (own, peer) = (Identity.TryParse(local)!, Identity.TryParse(remote)!);
                    Assert.Equal(Walk(keys, own, peer)?.Name, directory.Find(own, peer)?.Name);
                }
            }
        }
    }

    private static PreSharedKey? Walk(PreSharedKey[] keys, Identity local, Identity remote)
    {
        PreSharedKey? best = null;
        var most = -1;
        foreach (var key in keys)
        {
            if (key.Identities.Count == 0 && most < 0)
            {
                (best, most) = (key, 0);
            }

            foreach (var pattern in key.Identities)
            {
                var score = pattern.Matches(remote) ? 10 + pattern.Specificity : pattern.Matches(local) ? 1 : -1;
                if (score > most)
                {
                    (best, most) = (key, score);
                }
            }
        }

        return best;
    }
}
