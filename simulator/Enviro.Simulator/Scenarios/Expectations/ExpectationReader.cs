using System.Globalization;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Reads <c>expect</c> of a scenario.</summary>
internal sealed class ExpectationReader(ScenarioNames names, World world)
{
    private const long MonthMs = 744 * 3_600_000L;
    private const double MostValue = 1e6;

    private Dictionary<string, Func<YamlItem, Expectation>> Kinds => new()
    {
        ["accepted"] = item => Word(item, "all", new CountExpectation("accepted", "all", outcome => (outcome.Readings.Messages.Count, outcome.Signed))),
        ["gaps"] = item => Count(item, outcome => outcome.Readings.Messages.LongCount(message => message.Continuity == Continuity.Gap)),
        ["repeated"] = item => Count(item, Repeated),
        ["unsealed"] = item => Count(item, outcome => outcome.Unsealed),
        ["dropped"] = item => Count(item, outcome => outcome.Dropped),
        ["violations"] = item => Count(item, outcome => outcome.Violations.Count),
        ["order"] = item => Word(item, "kept", new OrderExpectation()),
        ["ledger"] = item => Word(item, "sound", new SoundExpectation()),
        ["replayed"] = item => Word(item, "exactly", new ReplayedExpectation(world as ReplayWorld ?? throw item.Refuse("only a replay's world is recorded"))),
        ["late"] = item => Bounds(item, "messages sent late", outcome => outcome.Readings.Messages.Count(message => message.IsLate)),
        ["waiting"] = item => Bounds(item, "messages waiting in a node", outcome => outcome.MostWaiting),
        ["delay"] = ReadDelay,
        ["peak"] = item => item.Members<Expectation>(ReadPeak),
        ["flags"] = item => item.Members<Expectation>(ReadFlags),
        ["clean"] = item => item.Members<Expectation>(map => new CleanExpectation(names.Stations(map), names.Stretch(map))),
        ["apart"] = item => item.Members<Expectation>(ReadApart),
        ["arrivals"] = item => item.Members<Expectation>(ReadArrivals),
        ["attenuates"] = item => item.Members<Expectation>(ReadAttenuation),
        ["silence"] = item => item.Members<Expectation>(map => new SilenceExpectation(names.Station(map.Get("station")), names.Stretch(map))),
        ["steady"] = item => item.Members<Expectation>(map => new SteadyExpectation(names.Stations(map), names.Stretch(map))),
    };

    /// <summary>Reads one expectation.</summary>
    internal Expectation Read(YamlItem item) => item.Only(Kinds, "expectation");

    private static Expectation Word(YamlItem item, string word, Expectation expectation) =>
        item.Text() == word ? expectation : throw item.Refuse($"'{item.Text()}': only '{word}' can be expected");

    private static CountExpectation Count(YamlItem item, Func<ScenarioOutcome, long> count)
    {
        long expected = item.Whole(0, int.MaxValue);
        return new CountExpectation(item.Name, expected.ToString(CultureInfo.InvariantCulture), outcome => (count(outcome), expected));
    }

    private static BoundExpectation Bounds(YamlItem item, string what, Func<ScenarioOutcome, double> find)
    {
        YamlMap map = item.Map();
        YamlItem? least = map.Find("at-least");
        YamlItem? most = map.Find("at-most");
        map.Close();
        RequireLimit(item, least, most);
        return new BoundExpectation(what, least?.Whole(0, int.MaxValue), most?.Whole(0, int.MaxValue), find, value => value.ToString("0", CultureInfo.InvariantCulture));
    }

    private static void RequireLimit(YamlItem item, YamlItem? least, YamlItem? most)
    {
        if (least is null && most is null)
        {
            throw item.Refuse("a limit is missing: 'at-least', 'at-most' or both");
        }
    }

    private static BoundExpectation ReadDelay(YamlItem item)
    {
        YamlMap map = item.Map();
        YamlItem? least = map.Find("at-least");
        YamlItem? most = map.Find("at-most");
        map.Close();
        RequireLimit(item, least, most);
        return new BoundExpectation(
            "longest delay", least?.DurationMs(0, MonthMs), most?.DurationMs(0, MonthMs), outcome => outcome.Readings.Messages.Select(message => (double)message.DelayMs).DefaultIfEmpty(0).Max(), Moment.Span);
    }

    private static long Repeated(ScenarioOutcome outcome) =>
        outcome.Readings.Messages.Count - outcome.Readings.Messages.DistinctBy(message => (message.Station.Name, message.Header.Boot, message.Header.Sequence)).LongCount();

    private PeakExpectation ReadPeak(YamlMap map)
    {
        IReadOnlyList<Station> stations = names.Stations(map);
        (string quantity, string unit) = ScenarioNames.Quantity(map, stations);
        MeasureUnit measure = MeasureUnit.OfReading(quantity, unit);
        double? above = map.Find("above")?.Measure(measure, -MostValue, MostValue);
        double? below = map.Find("below")?.Measure(measure, -MostValue, MostValue);
        if (above is null && below is null)
        {
            throw map.Self.Refuse("a limit is missing: 'above', 'below' or both");
        }

        DailyPart? each = map.Find("each")?.Daily();
        bool hasStretch = map.Find("from") is not null || map.Find("to") is not null;
        return each is null || !hasStretch
            ? new PeakExpectation
            {
                Stations = stations,
                Quantity = quantity,
                Unit = unit,
                Each = each,
                Between = hasStretch ? names.Stretch(map) : null,
                Above = above,
                Below = below,
            }
            : throw map.Self.Refuse("either 'each' is there or 'from' and 'to', not both");
    }

    private FlagExpectation ReadFlags(YamlMap map)
    {
        Station station = names.Station(map.Get("station"));
        (string quantity, _) = ScenarioNames.Quantity(map, [station]);
        YamlItem kind = map.Get("kind");
        uint flag = kind.OneOf(FlagExpectation.Kinds);
        return new FlagExpectation(station, quantity, kind.Text(), flag, [names.Stretch(map)]);
    }

    private ApartExpectation ReadApart(YamlMap map)
    {
        Station station = names.Station(map.Get("station"));
        (string quantity, string unit) = ScenarioNames.Quantity(map, [station]);
        Station[] others = [.. names.All.Where(other => other != station && other.Quantities.Any(one => one.Quantity == quantity))];
        return new ApartExpectation(station, others, quantity, unit, names.Stretch(map), map.Get("above").Measure(MeasureUnit.OfReading(quantity, unit), 0, MostValue));
    }

    private ArrivalExpectation ReadArrivals(YamlMap map)
    {
        IReadOnlyList<Station> stations = names.Stations(map);
        return new ArrivalExpectation
        {
            Stations = stations,
            Quantity = ScenarioNames.Quantity(map, stations).Quantity,
            ReleasedMs = names.Time(map.Get("released")),
            Velocity = map.Get("velocity").Measure(MeasureUnit.Speed, 0.01, 50),
            Tolerance = map.Get("within").Measure(MeasureUnit.Percent, 0.001, 1),
        };
    }

    private AttenuationExpectation ReadAttenuation(YamlMap map)
    {
        IReadOnlyList<Station> stations = names.Stations(map);
        (string quantity, string unit) = ScenarioNames.Quantity(map, stations);
        return new AttenuationExpectation(stations, quantity, unit);
    }
}
