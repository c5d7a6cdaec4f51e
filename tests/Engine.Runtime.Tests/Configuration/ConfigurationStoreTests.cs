using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigurationStoreTests : IDisposable
{
    private const string Second = "/ vrf main ike vpn w ike-policy template it\n/ vrf main ike vpn w ipsec-policy template et\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("ike-conf-").FullName;
    private readonly List<ConfigurationApplied> _changes = [];

    private string FilePath => Path.Combine(_directory, "ike.conf");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Open_ValidFile_IsTheRunningConfiguration()
    {
        using var store = Open(ConfigSamples.Complete);

        Assert.Equal("v", Assert.Single(store.Current.Engine.Peers).Name);
        Assert.Equal(FilePath, store.FilePath);
    }

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("/ nonsense", "'nonsense' is not known here")]
    [InlineData("/ vrf main ike vpn v version 2", "template is missing")]
    public void Open_UnusableFile_SaysWhy(string? text, string expected)
    {
        if (text is not null)
        {
            File.WriteAllText(FilePath, text);
        }

        Assert.Null(ConfigurationStore.Open(FilePath, out var diagnostics));
        Assert.Contains(diagnostics, finding => finding.IsError && finding.ToString().StartsWith(FilePath, StringComparison.Ordinal) && finding.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_FileThatOthersMayRead_IsAWarning()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllText(FilePath, ConfigSamples.Complete);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        using var store = ConfigurationStore.Open(FilePath, out var diagnostics);
        Assert.Contains("chmod 600", Assert.Single(diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_ValidLines_ReplaceFileAndRunningConfiguration()
    {
        using var store = Open(ConfigSamples.Complete);
        var before = store.Current;

        var result = await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None);

        Assert.Equal((CommandStatus.Succeeded, 1, "committed: 1 vpn added"), (result.Status, result.Affected, result.Message));
        Assert.Equal(["v", "w"], store.Current.Engine.Peers.Select(peer => peer.Name));
        var change = Assert.Single(_changes);
        Assert.Same(before, change.Old);
        Assert.Same(store.Current, change.New);
        Assert.Equal("w", Assert.Single(change.Diff.Added).Name);
        using var reopened = ConfigurationStore.Open(FilePath, out var diagnostics);
        Assert.Empty(diagnostics);
        Assert.Equal(store.Current.Engine, reopened!.Current.Engine);
        Assert.Equal([FilePath], Directory.GetFiles(_directory));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task Edit_OfAnotherVersion_IsAConflictAndChangesNothing()
    {
        using var store = Open(ConfigSamples.Complete);
        IConfigurationControl control = store;
        var seen = control.Show(string.Empty, false, false).ConfigurationVersion;

        var first = await control.EditAsync(Second.Split('\n'), false, seen, CancellationToken.None);
        var running = store.Current;
        var second = await control.EditAsync(["del / vrf main ike vpn w"], false, seen, CancellationToken.None);
        var reload = await control.ReloadAsync(seen, CancellationToken.None);
        var third = await control.EditAsync(["del / vrf main ike vpn w"], false, first.ConfigurationVersion, CancellationToken.None);

        Assert.Equal((CommandStatus.Succeeded, CommandStatus.Conflict, CommandStatus.Conflict), (first.Status, second.Status, reload.Status));
        Assert.NotEqual(seen, first.ConfigurationVersion);
        Assert.Equal(first.ConfigurationVersion, second.ConfigurationVersion);
        Assert.Contains(seen, second.Message, StringComparison.Ordinal);
        Assert.True(third.IsSuccess);
        Assert.NotSame(running, store.Current);
        Assert.Equal(control.Show(string.Empty, false, false).ConfigurationVersion, third.ConfigurationVersion);
    }

    [Fact]
    public async Task Edit_ThatIsRefusedOrOnlyChecked_KeepsTheVersion()
    {
        using var store = Open(ConfigSamples.Complete);
        var seen = store.Show(string.Empty, false, false).ConfigurationVersion;

        var refused = await store.EditAsync(["/ vrf main ike vpn v version 9"], validateOnly: false, CancellationToken.None);
        var checkedOnly = await store.EditAsync(Second.Split('\n'), validateOnly: true, CancellationToken.None);

        Assert.Equal((seen, seen), (refused.ConfigurationVersion, checkedOnly.ConfigurationVersion));
    }

    [Fact]
    public async Task Reload_WrongFile_ErrorsAreThoseOfItsLines()
    {
        using var store = Open(ConfigSamples.Complete);
        var lines = File.ReadAllLines(FilePath).Length;
        File.AppendAllText(FilePath, "/ vrf main ike vpn v version 9\n");

        var result = await store.ReloadAsync(CancellationToken.None);

        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.Equal(lines + 1, Assert.Single(result.Errors).Line);
    }

    [Fact]
    public async Task Edit_OneWrongLine_ChangesNothingAndNamesEveryError()
    {
        using var store = Open(ConfigSamples.Complete);
        var (before, file) = (store.Current, File.ReadAllText(FilePath));

        var result = await store.EditAsync(
            ["/ vrf main ike vpn v dpd-delay 5", "/ vrf main ike vpn v enabled false", "/ vrf main ike vpn v version 9"], validateOnly: false, CancellationToken.None);

        Assert.Equal((CommandStatus.Invalid, "2 errors; nothing was changed"), (result.Status, result.Message));
        Assert.Equal([(1, 22), (3, 30)], result.Errors.Select(error => (error.Line, error.Column)));
        Assert.StartsWith("line:1:22: error: / vrf main ike vpn v: 'dpd-delay' is not known here", result.Lines[0], StringComparison.Ordinal);
        Assert.Same(before, store.Current);
        Assert.Equal(file, File.ReadAllText(FilePath));
        Assert.Empty(_changes);
    }

    [Fact]
    public async Task Edit_InvalidWhole_ChangesNothing()
    {
        using var store = Open(ConfigSamples.Complete);

        var result = await store.EditAsync(["del / vrf main ike ike-policy-template it"], validateOnly: false, CancellationToken.None);

        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.Contains("there is no ike-policy-template 'it'", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(0, result.Errors[0].Line);
        Assert.Single(store.Current.Engine.Peers);
    }

    [Fact]
    public async Task Edit_ValidateOnly_ChangesNothing()
    {
        using var store = Open(ConfigSamples.Complete);
        var file = File.ReadAllText(FilePath);

        var result = await store.EditAsync([.. Second.Split('\n'), "/ vrf main ike global-options sa-table-segments 20"], validateOnly: true, CancellationToken.None);

        Assert.True(result.IsSuccess);
        Assert.Contains("has no effect", Assert.Single(result.Lines), StringComparison.Ordinal);
        Assert.Equal(file, File.ReadAllText(FilePath));
        Assert.Single(store.Current.Engine.Peers);
        Assert.Empty(_changes);
    }

    [Fact]
    public async Task Edit_AfterSomebodyElseWroteTheFile_IsRefusedUntilReload()
    {
        using var store = Open(ConfigSamples.Complete);
        File.AppendAllText(FilePath, "/ vrf main ike global-options retransmit-tries 1\n");

        var refused = await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None);
        Assert.Equal(CommandStatus.Failed, refused.Status);
        Assert.Contains("was changed by somebody else; reload it first; nothing was changed", refused.Message, StringComparison.Ordinal);

        var reloaded = await store.ReloadAsync(CancellationToken.None);
        Assert.Equal("reloaded: retransmission changed", reloaded.Message);
        Assert.True((await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None)).IsSuccess);
        Assert.Equal(1, store.Current.Engine.Retransmission.Tries);
        Assert.Equal(2, store.Current.Engine.Peers.Count);
    }

    [Fact]
    public async Task Edit_PastedListingWithMaskedSecrets_IsRefused()
    {
        using var store = Open(ConfigSamples.Complete);
        var listing = store.Show("/", withDefaults: false, revealSecrets: false);

        var result = await store.EditAsync(listing.Lines, validateOnly: false, CancellationToken.None);

        Assert.Contains("the secret is masked", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal([.. "s3cret"u8], store.Current.Engine.PreSharedKeys[0].Secret);
    }

    [Fact]
    public async Task Edit_UnwritableDirectory_ChangesNothing()
    {
        var store = Open(ConfigSamples.Complete);
        Directory.Delete(_directory, recursive: true);

        var result = await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None);

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("cannot be written", result.Message, StringComparison.Ordinal);
        Assert.Single(store.Current.Engine.Peers);
        Directory.CreateDirectory(_directory);
        store.Dispose();
    }

    [Fact]
    public async Task Edit_SubscriberThatThrows_FailsButStands()
    {
        using var store = Open(ConfigSamples.Complete);
        store.Applied += _ => throw new InvalidOperationException("engine said no");

        var result = await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None);

        Assert.Equal((CommandStatus.Failed, "committed, but applying it failed: engine said no"), (result.Status, result.Message));
        Assert.Equal(2, store.Current.Engine.Peers.Count);
    }

    [Fact]
    public async Task Edit_FromManyCallers_LosesNothing()
    {
        using var store = Open(ConfigSamples.Complete);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() =>
            store.EditAsync(Second.Replace("vpn w", $"vpn w{number}", StringComparison.Ordinal).Split('\n'), validateOnly: false, CancellationToken.None))));

        Assert.Equal(21, store.Current.Engine.Peers.Count);
        Assert.Equal(20, _changes.Count);
        Assert.All(_changes.Zip(_changes.Skip(1)), pair => Assert.Same(pair.First.New, pair.Second.Old));
    }

    [Fact]
    public async Task Edit_RequestIds_StayWithTheirPolicies()
    {
        using var store = Open(ConfigSamples.Complete);

        await store.EditAsync(["/ vrf main ike vpn v security-policy first mode transport", "/ vrf main ike vpn v security-policy p priority 1"], validateOnly: false, CancellationToken.None);

        Assert.Equal([("p", 1u), ("first", 2u)], store.Current.Engine.Peers[0].Children.Select(child => (child.Name, child.RequestId)));
    }

    [Fact]
    public async Task Reload_BadFile_ChangesNothing()
    {
        using var store = Open(ConfigSamples.Complete);
        var before = store.Current;
        var refused = new List<CommandResult>();
        store.ReloadRefused += refused.Add;
        File.WriteAllText(FilePath, "/ vrf main ike vpn v version 9\n/ vrf main ike vpn v version x\n");

        var result = await store.ReloadAsync(CancellationToken.None);

        Assert.Same(result, Assert.Single(refused));
        Assert.Equal(CommandStatus.Invalid, result.Status);
        Assert.Equal(2, result.Lines.Count);
        Assert.StartsWith($"{FilePath}:1:30: error:", result.Lines[0], StringComparison.Ordinal);
        Assert.Same(before, store.Current);
        Assert.Empty(_changes);
    }

    [Fact]
    public async Task InMemory_Edit_NeedsNoFile()
    {
        using var store = ConfigurationStore.InMemory(ConfigSamples.Complete, out _)!;

        Assert.True((await store.EditAsync(Second.Split('\n'), validateOnly: false, CancellationToken.None)).IsSuccess);
        Assert.Equal(2, store.Current.Engine.Peers.Count);
        Assert.Equal(CommandStatus.Invalid, (await store.ReloadAsync(CancellationToken.None)).Status);
    }

    [Fact]
    public void Show_Path_IsTheListingLineByLine()
    {
        using var store = Open(ConfigSamples.Complete);

        Assert.Equal(["pre-shared-key any", "    secret ********", "    .."], store.Show("/ vrf main ike pre-shared-key any", withDefaults: true, revealSecrets: false).Lines);
        Assert.Equal(["secret s3cret"], store.Show("vrf main ike pre-shared-key any secret", withDefaults: true, revealSecrets: true).Lines);
        Assert.Equal(CommandStatus.NotFound, store.Show("/ vrf main ike vpn x", withDefaults: true, revealSecrets: false).Status);
    }

    private ConfigurationStore Open(string text)
    {
        File.WriteAllText(FilePath, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var store = ConfigurationStore.Open(FilePath, out var diagnostics);
        Assert.Empty(diagnostics);
        store!.Applied += change =>
        {
            _changes.Add(change);
            return Task.CompletedTask;
        };
        return store;
    }
}
