using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Enviro.Simulator;

/// <summary>A map of a scenario's file, read strictly: whoever has taken all keys he knows closes it, and one that is left over is refused.</summary>
internal sealed class YamlMap
{
    private const int MaxLength = 65_536;

    private readonly string _file;
    private readonly YamlItem _self;
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _members = [];
    private readonly List<string> _known = [];

    internal YamlMap(string file, YamlMappingNode map, YamlItem self)
    {
        _file = file;
        _self = self;
        foreach ((YamlNode key, YamlNode value) in map)
        {
            if (key is not YamlScalarNode { Value: { } word })
            {
                throw new YamlItem(file, key, self.Name).Refuse("a key is a single word");
            }

            _members.Add(word, (key, value));
        }
    }

    /// <summary>The map as a value of its parent, for errors about it as a whole.</summary>
    internal YamlItem Self => _self;

    /// <summary>Reads a file's text; its one document is a map.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="text">Its text.</param>
    internal static YamlMap Load(string file, string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ScenarioException($"{file}: more than {MaxLength} characters are no scenario.");
        }

        using StringReader reader = new(text);
        Parser parser = new(reader);
        try
        {
            YamlStream stream = new();
            stream.Load(parser);
            return stream.Documents.Count == 1
                ? new YamlItem(file, stream.Documents[0].RootNode, "scenario").Map()
                : throw new ScenarioException($"{file}: {stream.Documents.Count} documents; a scenario is one.");
        }
        catch (InvalidOperationException wrong)
        {
            // What the library raises where the text ends in the middle of a list or map.
            Mark end = parser.Current?.End ?? Mark.Empty;
            throw new ScenarioException(
                string.Create(CultureInfo.InvariantCulture, $"{file}:{end.Line}:{end.Column}: no YAML: a list or map has no end; count the brackets ({wrong.Message})"), wrong);
        }
        catch (YamlException wrong)
        {
            throw new ScenarioException(
                string.Create(CultureInfo.InvariantCulture, $"{file}:{wrong.Start.Line}:{wrong.Start.Column}: no YAML: {(wrong.InnerException ?? wrong).Message}"), wrong);
        }
    }

    /// <summary>A member that must be there.</summary>
    internal YamlItem Get(string key) => Find(key) ?? throw _self.Refuse($"'{key}' is missing");

    /// <summary>A member that may be there.</summary>
    internal YamlItem? Find(string key)
    {
        _known.Add(key);
        return _members.TryGetValue(key, out (YamlNode Key, YamlNode Value) member) ? new YamlItem(_file, member.Value, key) : null;
    }

    /// <summary>Refuses what nobody asked for.</summary>
    internal void Close()
    {
        foreach ((string key, (YamlNode node, _)) in _members.Where(member => !_known.Contains(member.Key)))
        {
            throw new YamlItem(_file, node, _self.Name).Refuse($"'{key}' is not known here; the keys are {string.Join(", ", _known)}");
        }
    }
}
