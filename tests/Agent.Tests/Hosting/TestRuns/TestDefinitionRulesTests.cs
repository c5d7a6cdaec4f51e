using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>What definitions may say.</summary>
public sealed class TestDefinitionRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daemon").FullName;
    private readonly ScriptedFactory _factory = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("tüv")]
    [InlineData("a\0")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890abcde")]
    public void Name_NotPlain_IsInvalid(string name) => AssertInvalid(TestDefinitionField.Name, Check(new TestDefinition.Ike(name, "role: client", "")));

    [Fact]
    public void Setup_OneLineWithoutAColon_IsAFileOfTheFolder()
    {
        string setups = Directory.CreateDirectory(Path.Combine(_folder, "setups")).FullName;
        File.WriteAllText(Path.Combine(setups, "load.yaml"), "role: gateway\n");
        File.WriteAllText(Path.Combine(_folder, "secret.yaml"), "role: client\n");
        var options = new DaemonOptions { SetupDirectory = setups };

        Assert.Null(Check(new TestDefinition.Ike("a", "load.yaml\n", ""), options).Refusal);
        Assert.Null(Check(new TestDefinition.Ike("a", Path.Combine(setups, "load.yaml"), ""), options).Refusal);

        Assert.All(_factory.Requests, static request => Assert.Equal(("role: gateway\n", "load.yaml"), (request.Setup, request.SetupFileName)));
        Assert.Equal(2, _factory.Requests.Count);
        AssertInvalid(TestDefinitionField.Setup, Check(new TestDefinition.Ike("a", "../secret.yaml", ""), options));
        AssertInvalid(TestDefinitionField.Setup, Check(new TestDefinition.Ike("a", Path.Combine(_folder, "secret.yaml"), ""), options));
        AssertInvalid(TestDefinitionField.Setup, Check(new TestDefinition.Ike("a", "missing.yaml", ""), options));
        AssertInvalid(TestDefinitionField.Setup, Check(new TestDefinition.Ike("a", "load.yaml", "")));
    }

    [Fact]
    public void Setup_LinkOutOfTheFolder_IsInvalid()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string setups = Directory.CreateDirectory(Path.Combine(_folder, "setups")).FullName;
        string elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        File.WriteAllText(Path.Combine(elsewhere, "secret.yaml"), "role: client\n");
        File.CreateSymbolicLink(Path.Combine(setups, "link.yaml"), Path.Combine(elsewhere, "secret.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(setups, "folder"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(setups, "twice.yaml"), Path.Combine(setups, "folder", "secret.yaml"));
        File.CreateSymbolicLink(Path.Combine(setups, "self.yaml"), Path.Combine(setups, "self.yaml"));
        var options = new DaemonOptions { SetupDirectory = setups };

        foreach (string name in new[] { "link.yaml", "folder/secret.yaml", "twice.yaml", "self.yaml" })
        {
            AssertInvalid(TestDefinitionField.Setup, Check(new TestDefinition.Ike("a", name, ""), options));
        }

        Assert.Empty(_factory.Requests);
    }

    [Fact]
    public void LogDir_BelowTheFolder_IsTaken()
    {
        string logs = Directory.CreateDirectory(Path.Combine(_folder, "logs", "today")).Parent!.FullName;
        var options = new DaemonOptions { LogDirectory = logs };

        Assert.Null(Check(new TestDefinition.Ike("a", "role: client", "today"), options).Refusal);
        Assert.Null(Check(new TestDefinition.Ike("a", "role: client", logs), options).Refusal);

        Assert.Equal([Path.Combine(logs, "today", "a.log"), Path.Combine(logs, "a.log")], _factory.Requests.Select(static request => request.LogFile));
        AssertInvalid(TestDefinitionField.LogDirectory, Check(new TestDefinition.Ike("a", "role: client", ".."), options));
        AssertInvalid(TestDefinitionField.LogDirectory, Check(new TestDefinition.Ike("a", "role: client", "/etc"), options));
        AssertInvalid(TestDefinitionField.LogDirectory, Check(new TestDefinition.Ike("a", "role: client", "tomorrow"), options));
        AssertInvalid(TestDefinitionField.LogDirectory, Check(new TestDefinition.Ike("a", "role: client", "today")));
    }

    [Fact]
    public void Commands_ByDefault_AreNotAllowed()
    {
        TestDaemonResult refusal = Check(new TestDefinition.Commands("a", "", "true", "", "", "")).Refusal!;

        Assert.Equal(TestDaemonStatus.NotAllowed, refusal.Status);
        Assert.Contains("Daemon:AllowCommands", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_Allowed_AreSplitAtSemicolons()
    {
        var options = new DaemonOptions { AllowCommands = true };

        PreparedTest test = Check(new TestDefinition.Commands("a", "one ; two;;", " three", "", "", ""), options).Test!;

        Assert.Equal(["one", "two"], test.Commands!.Setup);
        Assert.Equal(["three"], test.Commands.Up);
        Assert.Empty(test.Commands.Destroy);
    }

    [Fact]
    public void Commands_OutOfBounds_AreInvalid()
    {
        var options = new DaemonOptions { AllowCommands = true };

        AssertInvalid(TestDefinitionField.DataInterfacePrefix, Check(new TestDefinition.Commands("a", "", "up", "", "", "172.16.100.1/24"), options));
        if (OperatingSystem.IsLinux())
        {
            AssertInvalid(TestDefinitionField.DataInterface, Check(new TestDefinition.Commands("a", "", "up", "", "eth0;reboot", ""), options));
            AssertInvalid(TestDefinitionField.DataInterface, Check(new TestDefinition.Commands("a", "", "up", "", "-all", ""), options));
            AssertInvalid(TestDefinitionField.DataInterfacePrefix, Check(new TestDefinition.Commands("a", "", "up", "", "eth1", "172.16.100.1"), options));
            AssertInvalid(TestDefinitionField.DataInterfacePrefix, Check(new TestDefinition.Commands("a", "", "up", "", "eth1", "fe80::1%x/64"), options));
            TestNamespace space = Check(new TestDefinition.Commands("a.b", "", "up", "", "eth1", "2001:DB8::1/64"), options).Test!.Commands!.Namespace!;
            Assert.Equal(("myikev2-test-a.b", "eth1", "2001:db8::1/64"), (space.Name, space.Interface, space.Prefix));
        }

        AssertInvalid(TestDefinitionField.UpCommands, Check(new TestDefinition.Commands("a", "x", " ; ", "y", "", ""), options));
        AssertInvalid(TestDefinitionField.SetupCommands, Check(new TestDefinition.Commands("a", string.Join(';', Enumerable.Repeat("x", 65)), "up", "", "", ""), options));
        AssertInvalid(TestDefinitionField.DestroyCommands, Check(new TestDefinition.Commands("a", "", "up", new string('x', 4097), "", ""), options));
        AssertInvalid(TestDefinitionField.UpCommands, Check(new TestDefinition.Commands("a", "", "u\0p", "", "", ""), options));
    }

    private static void AssertInvalid(TestDefinitionField field, (PreparedTest? Test, TestDaemonResult? Refusal) result)
    {
        Assert.Null(result.Test);
        Assert.Equal((TestDaemonStatus.Invalid, field), (result.Refusal!.Status, result.Refusal.Field));
        Assert.NotEmpty(result.Refusal.Message);
    }

    private (PreparedTest? Test, TestDaemonResult? Refusal) Check(TestDefinition definition, DaemonOptions? options = null) =>
        new TestDefinitionRules(options ?? new DaemonOptions(), _factory).Check(definition);
}
