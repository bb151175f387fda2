using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Enviro.Simulator;

/// <summary>One value of a scenario's file, which knows where it stands.</summary>
internal sealed class YamlItem(string file, YamlNode node, string name)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm";
    private const string ClockFormat = "hh\\:mm";

    /// <summary>What it is called there.</summary>
    internal string Name => name;

    /// <summary>An error at this place.</summary>
    internal ScenarioException Refuse(string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}:{node.Start.Line}:{node.Start.Column}: {name}: {what}"));

    /// <summary>A text of one line.</summary>
    internal string Text(int longest = 200)
    {
        if (node is not YamlScalarNode { Value: { } value })
        {
            throw Refuse(node is YamlMappingNode ? "a single value is expected here, not a map of keys" : "a single value is expected here, not a list");
        }

        return value.Length > 0 && value.Length <= longest && !value.Any(char.IsControl) ? value : throw Refuse($"1 to {longest} characters on one line are expected");
    }

    /// <summary>One of a few words.</summary>
    internal T OneOf<T>(IReadOnlyDictionary<string, T> words)
    {
        string text = Text();
        return words.TryGetValue(text, out T? meaning) ? meaning : throw Refuse($"'{text}' is none of {string.Join(", ", words.Keys)}");
    }

    /// <summary>A whole number without a unit.</summary>
    internal long Whole(long least, long most)
    {
        string text = Text();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= least && value <= most
            ? value
            : throw Refuse($"'{text}' is no whole number from {least} to {most}");
    }

    /// <summary>A number with a unit, in the base unit.</summary>
    internal double Measure(MeasureUnit unit, double least, double most) => unit.Read(this, least, most);

    /// <summary>A duration, ms.</summary>
    internal long DurationMs(long leastMs, long mostMs) => (long)MeasureUnit.Duration.Read(this, leastMs, mostMs);

    /// <summary>A moment such as <c>2026-06-01 20:00</c>, in UTC, as Unix ms.</summary>
    internal long Time()
    {
        string text = Text();
        return DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeMilliseconds()
            : throw Refuse($"'{text}' is no time: write it as '2026-06-01 20:00', in UTC");
    }

    /// <summary>A part of every day such as <c>20:00-06:00</c>, as minutes of the day in UTC; its end may be on the next day.</summary>
    internal DailyPart Daily()
    {
        string text = Text();
        string[] ends = text.Split('-');
        return ends.Length == 2 && TryClock(ends[0], out int begin) && TryClock(ends[1], out int end) && begin != end
            ? new DailyPart(begin, end)
            : throw Refuse($"'{text}' is no part of a day: write it as '20:00-06:00', in UTC");
    }

    /// <summary>A list.</summary>
    internal IReadOnlyList<YamlItem> List(int least, int most)
    {
        if (node is not YamlSequenceNode list)
        {
            throw Refuse("a list is expected here, each item behind '- ' or all in [ ]");
        }

        return list.Children.Count >= least && list.Children.Count <= most
            ? [.. list.Select(child => new YamlItem(file, child, name))]
            : throw Refuse($"{list.Children.Count} items; {least} to {most} are expected");
    }

    /// <summary>A map of keys and values.</summary>
    internal YamlMap Map() => node is YamlMappingNode map ? new YamlMap(file, map, this) : throw Refuse("a map of keys and values is expected here");

    /// <summary>A map of one key, which says what its value is and how it is read.</summary>
    /// <param name="kinds">The keys there are.</param>
    /// <param name="what">What a key is, for the error about one that is none.</param>
    internal T Only<T>(IReadOnlyDictionary<string, Func<YamlItem, T>> kinds, string what)
    {
        if (node is not YamlMappingNode { Children.Count: 1 } map || map.Children[0].Key is not YamlScalarNode { Value: { } key })
        {
            throw Refuse("one key and its value are expected here, such as 'gaps: 0'");
        }

        return kinds.TryGetValue(key, out Func<YamlItem, T>? read)
            ? read(new YamlItem(file, map.Children[0].Value, key))
            : throw new YamlItem(file, map.Children[0].Key, key).Refuse($"'{key}' is no {what}; there are {string.Join(", ", kinds.Keys)}");
    }

    /// <summary>Reads a map and refuses the keys that nobody asked for.</summary>
    internal T Members<T>(Func<YamlMap, T> read)
    {
        YamlMap map = Map();
        T value = read(map);
        map.Close();
        return value;
    }

    private static bool TryClock(string text, out int minutes)
    {
        bool isTime = TimeSpan.TryParseExact(text.Trim(), ClockFormat, CultureInfo.InvariantCulture, out TimeSpan time);
        minutes = (int)time.TotalMinutes;
        return isTime;
    }
}

/// <summary>A part of every day: minutes of the day in UTC; where the end is not after the begin it is on the next day.</summary>
internal readonly record struct DailyPart(int BeginMinute, int EndMinute)
{
    /// <summary>Its length in minutes.</summary>
    internal int Minutes => (EndMinute - BeginMinute + 1_440) % 1_440;

    /// <summary>That part of each day which is whole within a stretch of time.</summary>
    internal IEnumerable<Stretch> Within(Stretch whole)
    {
        const long MinuteMs = 60_000;
        const long DayMs = 1_440 * MinuteMs;
        for (long day = whole.FromMs / DayMs * DayMs; day < whole.ToMs; day += DayMs)
        {
            Stretch part = new(day + (BeginMinute * MinuteMs), day + ((BeginMinute + Minutes) * MinuteMs));
            if (part.FromMs >= whole.FromMs && part.ToMs <= whole.ToMs)
            {
                yield return part;
            }
        }
    }
}
