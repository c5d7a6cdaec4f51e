using System.Xml.Linq;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>Every leaf of the configuration, by its row: it is read, refused when it is bad, shown in every form, and in force as soon as it is committed.</summary>
public sealed class NodeTableTests
{
    private const string Place = "/ vrf main ike";

    public static TheoryData<string> Paths => [.. NodeTable.Rows.Select(static row => row.Path)];

    [Fact]
    public void EveryLeafOfTheTree_HasOneRow() => Assert.Equal(
        Leaves(ConfigTree.Root).Select(static leaf => leaf.SchemaPath).Order(StringComparer.Ordinal),
        NodeTable.Rows.Select(static row => row.Definition.SchemaPath).Order(StringComparer.Ordinal));

    [Fact]
    public void LeavesWithoutEffect_AreThoseOfVersion1AndOfWhatThisServiceHasNot() => Assert.Equal(
        ["aggressive", "sa-table-segments", "svti-id-in", "svti-id-out"],
        Leaves(ConfigTree.Root).Where(static leaf => leaf.NoEffect is not null).Select(static leaf => leaf.Name).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Leaf_GoodValue_IsInForceAtOnceAndShown_BadOneIsRefused(string path)
    {
        var row = NodeTable.Rows.Single(row => row.Path == path);
        using var store = Open(row);
        var before = store.Current;
        string[] good = [.. row.With.Select(Line), $"{Place} {row.Path} {row.Value}"];

        var refused = await store.EditAsync([$"{Place} {row.Path} {row.Bad ?? BadValue(row.Definition)}"], validateOnly: false, CancellationToken.None);

        Assert.Equal(CommandStatus.Invalid, refused.Status);
        Assert.Same(before, store.Current);

        var result = await store.EditAsync(good, validateOnly: false, CancellationToken.None);
        if (row.Refusal is { } refusal)
        {
            Assert.Contains(refusal, Assert.Single(result.Errors).Message, StringComparison.Ordinal);
            return;
        }

        Assert.True(result.IsSuccess, $"{result.Message} {string.Join("; ", result.Errors.Select(static error => error.Message))}");
        AssertInForce(row, before, store.Current, result.Lines);
        AssertShown(row, store);
    }

    private static void AssertInForce(NodeRow row, LoadedConfiguration before, LoadedConfiguration after, IReadOnlyList<string> warnings)
    {
        Assert.Equal(row.Effect is null, warnings.Any(static line => line.Contains("has no effect", StringComparison.Ordinal)));
        if (row.Effect is null)
        {
            return;
        }

        Assert.Equal(row.Expected, row.Read(after));
        Assert.Equal(row.IsOnlyValue, row.Read(before) == row.Expected);
    }

    private static void AssertShown(NodeRow row, ConfigurationStore store)
    {
        var leaf = row.Definition.Name;
        var parent = row.Path[..^(leaf.Length + 1)];
        var shown = Show(store, new ConfigurationQuery($"{Place} {row.Path}"));
        Assert.Contains($"{leaf} {row.Value}", shown);

        // Blocks and paths of the whole give the same configuration again.
        foreach (var form in (ConfigurationForm[])[ConfigurationForm.Blocks, ConfigurationForm.FullPath])
        {
            var all = new ConfigurationQuery("/") { Form = form, WithDefaults = false };
            using var again = ConfigurationStore.InMemory(string.Join('\n', Show(store, all)) + "\n", out var findings);
            Assert.True(again is not null, string.Join('\n', findings));
            Assert.Equal(store.Current.Vrfs.Select(static vrf => vrf.Engine), again.Current.Vrfs.Select(static vrf => vrf.Engine));
            Assert.Equal(Show(store, all), Show(again, all));
        }

        Assert.Contains($"{Place} {row.Path} {row.Value}", Show(store, new ConfigurationQuery("/") { Form = ConfigurationForm.FullPath }));
        var xml = XElement.Parse(string.Join('\n', Show(store, new ConfigurationQuery($"{Place} {parent}") { Form = ConfigurationForm.XmlAbsolute })));
        Assert.Contains(
            xml.Descendants(XName.Get(leaf, "urn:6wind:vrouter/ike")),
            element => element.Value == row.Value && element.Parent!.Name.LocalName == row.Definition.Parent!.Name);
    }

    private static IReadOnlyList<string> Show(ConfigurationStore store, ConfigurationQuery query)
    {
        var result = store.Show(query with { RevealSecrets = true });
        Assert.True(result.IsSuccess, result.Message);
        return result.Lines;
    }

    private static ConfigurationStore Open(NodeRow row)
    {
        var store = ConfigurationStore.InMemory(NodeRow.Base + string.Join('\n', row.Before.Select(Line)) + "\n", out var findings);
        Assert.True(store is not null, string.Join('\n', findings));
        return store;
    }

    private static string Line(string line) => line.StartsWith("del ", StringComparison.Ordinal) ? $"del {Place} {line[4..]}" : $"{Place} {line}";

    private static IEnumerable<ConfigNodeDefinition> Leaves(ConfigNodeDefinition node) => node.HoldsValue ? [node] : node.Children.SelectMany(Leaves);

    /// <summary>A text that its type does not read.</summary>
    private static string BadValue(ConfigNodeDefinition leaf) => leaf.Type!.Placeholder switch
    {
        "NAME" or "NEXT-HOP" or "INTERFACE" => "not/a/name",
        "TEXT" or "IDENTITY" => "\"\"",
        "SECRET" or "KEY" => "0xnothex",
        _ => "-1nonsense",
    };
}
