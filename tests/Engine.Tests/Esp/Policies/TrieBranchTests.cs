using MyIkev2.Engine.Esp;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

public sealed class TrieBranchTests
{
    [Fact]
    public void TrieBranch_RandomChanges_AgreeWithADictionaryAndLeaveOlderVersionsAlone()
    {
        var random = new SeededRandom(5);
        var model = new Dictionary<TrieKey, Item>();
        var trie = TrieBranch.Empty;
        (TrieBranch Trie, Dictionary<TrieKey, Item> Model) kept = (trie, []);
        for (var step = 0; step < 4000; step++)
        {
            var key = Key(random.Below(300));
            if (random.Percent(60))
            {
                var item = new Item(key, random.Next() >> 1);
                model[key] = item;
                trie = trie.With(item);
            }
            else
            {
                model.Remove(key);
                trie = trie.Without(key);
            }

            Assert.Equal(model.Count == 0 ? PolicyOrder.Last : model.Values.Min(item => item.Best), trie.Best);
            if (step % 500 == 250)
            {
                kept = (trie, new Dictionary<TrieKey, Item>(model));
            }

            if (step % 500 == 499)
            {
                AssertSame(model, trie);
                AssertSame(kept.Model, kept.Trie);
            }
        }

        foreach (var key in model.Keys)
        {
            trie = trie.Without(key);
        }

        Assert.True(trie.IsEmpty);
    }

    [Fact]
    public void TrieBranch_WithoutWhatIsNotThere_IsTheSame()
    {
        var trie = TrieBranch.Empty.With(new Item(Key(1), 1)).With(new Item(Key(2), 2));
        Assert.Equal(trie.Items(), trie.Without(Key(3)).Items());
    }

    [Fact]
    public void TrieKey_EveryBit_IsWalkedAfterTheDigest()
    {
        // Keys whose digests were alike would still part: the levels after the digest are the key's own bits.
        for (var bit = 0; bit < 256; bit++)
        {
            var key = bit < 128 ? new TrieKey(UInt128.One << bit, 0) : new TrieKey(0, UInt128.One << (bit - 128));
            Assert.Equal(1, Enumerable.Range(12, 52).Count(level => key.Turn(0, level) != default(TrieKey).Turn(0, level)));
            Assert.NotEqual(default(TrieKey).Digest(), key.Digest());
        }
    }

    private static void AssertSame(Dictionary<TrieKey, Item> model, TrieBranch trie)
    {
        Assert.Equal(model.Values.OrderBy(item => item.Key.High), trie.Items().Cast<Item>().OrderBy(item => item.Key.High));
        for (var i = 0; i < 300; i++)
        {
            Assert.Same(model.GetValueOrDefault(Key(i)), trie.Find(Key(i)));
        }
    }

    private static TrieKey Key(int number) => new((UInt128)number << 96, (UInt128)number % 7);

    private sealed class Item(TrieKey key, ulong best) : TrieItem(key, best);
}
