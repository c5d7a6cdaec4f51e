using Microsoft.Extensions.Configuration;
using MyIkev2.Agent.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Access;

public class SnmpAccessValidatorTests
{
    [Fact]
    public void Validate_Example_IsRight() => Assert.Empty(Errors(Example()));

    [Fact]
    public void Validate_EverythingWrong_IsAllSaidAtOnceWithoutSecrets()
    {
        var errors = Errors(new SnmpOptions
        {
            EngineId = "12",
            Communities =
            [
                new SnmpCommunityOptions(),
                new SnmpCommunityOptions { Community = "secret-1", CommunityFile = "/also" },
                new SnmpCommunityOptions { Community = "secret-2", Group = "no-such-group", Persona = "no-such-persona", Name = "twice" },
                new SnmpCommunityOptions { Community = new string('s', 256), Name = "twice", Context = new string('c', 33) },
            ],
            Users =
            [
                new SnmpUserOptions { AuthenticationPassword = "secret-3", PrivacyPassword = "secret-4" },
                new SnmpUserOptions { Name = "a", Authentication = "SHA-3", AuthenticationPassword = "secret-5", Privacy = "ROT13", PrivacyPassword = "secret-6" },
                new SnmpUserOptions { Name = "b", AuthenticationPassword = "short-7", PrivacyPassword = "short-8" },
                new SnmpUserOptions { Name = "c" },
                new SnmpUserOptions { Name = "d", Authentication = "none", PrivacyPassword = "secret-9" },
                new SnmpUserOptions { Name = "d", AuthenticationKey = "secret", PrivacyPassword = "secret-10" },
            ],
            Groups =
            [
                new SnmpGroupOptions { Name = "g" },
                new SnmpGroupOptions { Name = "h", Rights = [new SnmpRightOptions { Level = "secret", Read = "no-such-view" }, new SnmpRightOptions { Level = "secret" }] },
            ],
            Views =
            [
                new SnmpViewOptions { Name = "all", Include = ["1.3"] },
                new SnmpViewOptions { Name = "v", Include = ["1.3.x", "1.3.6/F", "1.3.6.1", "1.3.6.1"] },
                new SnmpViewOptions { Name = new string('v', 33) },
            ],
            Personas = [new SnmpPersonaOptions { Name = "p", SysDescr = new string('d', 256), SysObjectId = "1.x" }],
        });
        string[] expected =
        [
            "Snmp:EngineId: '12'",
            "Communities[0]: set either",
            "Communities[1]: set either",
            "Communities[2]: there is no group 'no-such-group'",
            "Communities[2]: there is no persona 'no-such-persona'",
            "Communities[3]: a community has at most",
            "Communities[3]: a context has at most",
            "Communities: the name 'twice' is there twice",
            "Users[0]: the name has",
            "Users[1] (a): 'SHA-3' is not an authentication",
            "Users[1] (a): 'ROT13' is not a privacy",
            "Users[2] (b): AuthenticationPassword is shorter",
            "Users[2] (b): PrivacyPassword is shorter",
            "Users[3] (c): set one of AuthenticationPassword",
            "Users[3] (c): set one of PrivacyPassword",
            "Users[4] (d): privacy needs authentication",
            "Users[5] (d): AuthenticationKey is not hexadecimal",
            "Users[5] (d): either passwords or keys",
            "Users: the name 'd' is there twice",
            "Groups[0] (g): has no rights",
            "Groups[1] (h): 'secret' is not a level",
            "Groups[1] (h): there is no view 'no-such-view'",
            "Groups[1] (h): two rights",
            "Views[0]: the name 'all' is taken",
            "Views[1] (v): '1.3.x' is not a subtree",
            "Views[1] (v): '1.3.6/F' is not a subtree",
            "Views[1] (v): a subtree is there twice",
            "Views[2]: the name has",
            "Personas[0] (p): sysDescr has",
            "Personas[0] (p): '1.x' is not an object identifier",
        ];
        foreach (var text in expected)
        {
            Assert.Contains(errors, error => error.Contains(text, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(errors, error => error.Contains("secret-", StringComparison.Ordinal) || error.Contains("short-", StringComparison.Ordinal));
        Assert.All(errors, error => Assert.StartsWith("Snmp:", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_LocalizedKeysWithoutEngineId_IsWrong()
    {
        var options = new SnmpOptions { Users = [new SnmpUserOptions { Name = "a", Authentication = "SHA", AuthenticationKey = "00", Privacy = "none" }] };
        Assert.Contains("localized keys belong to one engine id", Assert.Single(Errors(options)), StringComparison.Ordinal);
        options.EngineId = "8000000001020304";
        Assert.Empty(Errors(options));
    }

    [Fact]
    public void Validate_CommunityHasTheNameThatAnotherGetsByItsPlace_IsWrong()
    {
        var options = new SnmpOptions { Communities = [new SnmpCommunityOptions { Community = "a", Name = "community-2" }, new SnmpCommunityOptions { Community = "b" }] };
        Assert.Equal("Snmp:Communities: the name 'community-2' is there twice.", Assert.Single(Errors(options)));
    }

    [Fact]
    public void Example_InTheSettingsFile_IsTheDocumentedOne()
    {
        // The shipped file holds it as a comment: take the slashes away and it has to work.
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        var text = string.Join('\n', lines.Select(line => line.TrimStart().StartsWith("//|", StringComparison.Ordinal) ? line.TrimStart()[3..] : line));
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var options = new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(SnmpOptions.SectionName).Get<SnmpOptions>()!;
        Assert.Empty(Errors(options));
        var user = Assert.Single(options.Users);
        Assert.Equal(("SHA-256", "AES"), (user.Authentication, user.Privacy));
        Assert.Empty(options.Communities);
    }

    internal static SnmpOptions Example() => new()
    {
        Users = [new SnmpUserOptions { Name = "monitor", AuthenticationPassword = "authentication secret", PrivacyPassword = "privacy secret" }],
    };

    private static string[] Errors(SnmpOptions options) => [.. new SnmpOptionsValidator().Validate(null, options).Failures ?? []];
}
