using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Tests.Import;

/// <summary>The grammar of strongSwan's settings files: strongswan.conf(5).</summary>
public sealed class SettingsReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a = b", "b")]
    [InlineData("a=b", "b")]
    [InlineData("a = b  c\td", "b c d")]
    [InlineData("a = b # comment", "b")]
    [InlineData("a = b#comment", "b")]
    [InlineData("a = \"b # no comment\"", "b # no comment")]
    [InlineData("a = \"with \\\"quotes\\\" and \\\\\"", "with \"quotes\" and \\")]
    [InlineData("a = \"tab\\tline\\nend\"", "tab\tline\nend")]
    [InlineData("a = \"goes \\\non\"", "goes on")]
    [InlineData("a = one \"two\" three", "one two three")]
    [InlineData("a = @#0102ab", "@#0102ab")]
    [InlineData("a = C=CH, O=strongSwan, CN=peer", "C=CH, O=strongSwan, CN=peer")]
    [InlineData("a = x=y:z", "x=y:z")]
    [InlineData("a =", "")]
    [InlineData("a = b\r\n", "b")]
    public void Value_InAllForms_IsRead(string line, string expected) => Assert.Equal(expected, Read(line).Value("a")!.Text);

    [Fact]
    public void Section_OnOneLine_EndsAtItsBrace()
    {
        var root = Read("local { auth = psk\n id = a.lab }\nremote {\n}\n");

        Assert.Equal(["local", "remote"], root.Sections.Select(static section => section.Name));
        Assert.Equal("a.lab", root.Section("local")!.Value("id")!.Text);
    }

    [Fact]
    public void Section_BraceOnTheNextLine_IsRead() => Assert.Equal("1", Read("a\n\n{\n b = 1\n}\n").Section("a")!.Value("b")!.Text);

    [Fact]
    public void Section_WrittenTwice_IsExtended()
    {
        var section = Read("a { b = 1\n c = 1 }\na { c = 2 }\n").Section("a")!;

        Assert.Equal(("1", "2"), (section.Value("b")!.Text, section.Value("c")!.Text));
    }

    [Fact]
    public void Position_OfAValue_IsItsKeys()
    {
        var value = Read("\n# x\na {\n  long = \"one\ntwo\"\n  b = 1\n}\n").Section("a")!.Value("b")!;

        Assert.Equal(new ConfigPosition("test.conf", 6, 3), value.Position);
    }

    [Fact]
    public void Inheritance_OwnValuesFirstThenFromLeftToRight_OfSectionsToo()
    {
        var view = View("""
            left { a = left
                   b = left
                   inner { x = left
                           z = left } }
            right { b = right
                    c = right
                    inner { y = right } }
            connections { one : left, right { a = own
                                              c =
                                              inner { x = own } } }
            """).Section("connections")!.Section("one")!;

        Assert.Equal(("own", "left", null), (view.Value("a")?.Text, view.Value("b")?.Text, view.Value("c")?.Text));
        Assert.Equal(["own", "right", "left"], new[] { "x", "y", "z" }.Select(key => view.Section("inner")!.Value(key)?.Text));
    }

    [Fact]
    public void Inheritance_OfANestedSectionWithItsOwn_GoesOn()
    {
        var view = View("base { a = 1 }\nconnections { one : base { }\n two : connections.one { } }\n").Section("connections")!;

        Assert.Equal("1", view.Section("two")!.Value("a")!.Text);
    }

    [Fact]
    public void Inheritance_InACircle_Ends()
    {
        var view = View("a : b { x = 1 }\nb : a { y = 2 }\n").Section("a")!;

        Assert.Equal(("1", "2"), (view.Value("x")!.Text, view.Value("y")!.Text));
    }

    [Fact]
    public void Inheritance_FromNowhere_IsAFinding()
    {
        var diagnostics = new ConfigDiagnostics();
        var root = SettingsReader.ReadText("a : missing { }\n", "test.conf", diagnostics);

        _ = SettingsView.Of(root, diagnostics).Section("a");

        Assert.Equal("test.conf:1:5: error: a: there is no section 'missing' to inherit from", Assert.Single(diagnostics.Items).ToString());
    }

    [Fact]
    public void Include_InASection_AddsToIt()
    {
        Write("main.conf", "a {\n b = before\n include inner.conf\n}\n");
        Write("inner.conf", "b = after\nc { d = 1 }\n");

        var section = ReadFile("main.conf").Section("a")!;

        Assert.Equal("after", section.Value("b")!.Text);
        Assert.Equal("1", section.Section("c")!.Value("d")!.Text);
        Assert.EndsWith("inner.conf", section.Value("b")!.Position.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_WithWildcard_TakesFilesByName()
    {
        Write("main.conf", "include \"*.d\"\ninclude nothing*.d\n");
        Write("2.d", "a = 2\n");
        Write("1.d", "a = 1\n");
        Write(".hidden.d", "a = 3\n");

        Assert.Equal("2", ReadFile("main.conf").Value("a")!.Text);
    }

    [Fact]
    public void Include_OfItself_Ends()
    {
        Write("main.conf", "include main.conf\n");
        var diagnostics = new ConfigDiagnostics();

        Assert.NotNull(SettingsReader.ReadFile(Path.Combine(_folder, "main.conf"), diagnostics));
        Assert.Contains(diagnostics.Items, static item => item.Message.Contains("include each other", StringComparison.Ordinal));
    }

    [Fact]
    public void Include_AsAKey_IsAKey() => Assert.Equal("x", Read("include = x\n").Value("include")!.Text);

    [Theory]
    [InlineData("a {", "1:1: error: a: the section is not closed")]
    [InlineData("}", "1:1: error: '}' closes a section")]
    [InlineData("a = \"b", "1:5: error: a: the quote is not closed")]
    [InlineData("\"a\" = b", "1:1: error: a quoted text cannot stand here")]
    [InlineData("a b = c", "1:1: error: a: '=' and a value, or '{', must follow a name")]
    [InlineData("a :\n{ }", "2:1: error: a: the name of a section to inherit from is missing")]
    [InlineData("= x", "1:3: error: a value needs a key")]
    [InlineData("{", "1:1: error: a section needs a name")]
    [InlineData("include x", "1:1: error: include: a text without a file cannot include files")]
    public void Mistake_InAnyPlace_IsAFindingWithItsPosition(string text, string expected)
    {
        var diagnostics = new ConfigDiagnostics();

        SettingsReader.ReadText(text, "test.conf", diagnostics);

        Assert.StartsWith($"test.conf:{expected}", diagnostics.Items[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_AfterAMistake_GoesOn() => Assert.Equal("1", SettingsReader.ReadText("\"x\"\na = 1\n", "test.conf", new ConfigDiagnostics()).Value("a")!.Text);

    [Fact]
    public void Sections_NestedTooDeep_AreAFinding()
    {
        var diagnostics = new ConfigDiagnostics();

        SettingsReader.ReadText(string.Concat(Enumerable.Repeat("a {\n", 100)) + string.Concat(Enumerable.Repeat("}\n", 100)), "test.conf", diagnostics);

        Assert.Contains(diagnostics.Items, static item => item.Message.Contains("nested deeper", StringComparison.Ordinal));
    }

    private static SettingsSection Read(string text)
    {
        var diagnostics = new ConfigDiagnostics();
        var root = SettingsReader.ReadText(text, "test.conf", diagnostics);
        Assert.Empty(diagnostics.Items);
        return root;
    }

    private static SettingsView View(string text) => SettingsView.Of(Read(text), new ConfigDiagnostics());

    private SettingsSection ReadFile(string name)
    {
        var diagnostics = new ConfigDiagnostics();
        var root = SettingsReader.ReadFile(Path.Combine(_folder, name), diagnostics);
        Assert.Empty(diagnostics.Items);
        return root!;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
