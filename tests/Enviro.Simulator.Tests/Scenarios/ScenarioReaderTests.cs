namespace Enviro.Simulator.Tests;

/// <summary>A scenario's file is read strictly, and what is wrong is said with its place.</summary>
public sealed class ScenarioReaderTests
{
    [Fact]
    public void The_small_one_is_right()
    {
        Scenario scenario = ScenarioText.Parse(ScenarioText.Small);
        Assert.Equal(2, scenario.Stations.Count);
        Assert.Equal(1_500, scenario.Stations[0].Place.AlongM);
        Assert.Equal(600, scenario.Stations[1].IntervalS);
        Assert.Equal(["temp", "humidity", "pressure", "co2", "co2-temp", "co2-humidity"], scenario.Stations[1].Quantities.Select(one => one.Quantity));
        Assert.Single(scenario.Faults);
        Assert.Equal(3, scenario.Expectations.Count);
    }

    [Theory]
    [InlineData("hours: 3", "hours: 3\nweather: hot", "s.yaml:5:1: scenario: 'weather' is not known here; the keys are start, hours, world")]
    [InlineData("hours: 3", "hours: 745", "s.yaml:4:8: hours: '745' is no whole number from 1 to 744")]
    [InlineData("hours: 3", "hours: three", "s.yaml:4:8: hours: 'three' is no whole number")]
    [InlineData("hours: 3\n", "", "s.yaml:1:1: scenario: 'hours' is missing")]
    [InlineData("name: small", "name: Small one", "s.yaml:1:7: name: 'Small one': a name is of a-z, 0-9 and -")]
    [InlineData("start: 2026-06-01 12:00", "start: 1 June", "s.yaml:3:8: start: '1 June' is no time: write it as '2026-06-01 20:00', in UTC")]
    [InlineData("start: 2026-06-01 12:00", "start: 2017-06-01 12:00", "s.yaml:3:8: start: a scenario starts from 2026-01-01 00:00 on")]
    [InlineData("kind: valley", "kind: sea", "s.yaml:6:9: kind: 'sea' is none of valley, city, river, replay")]
    [InlineData("dust: 1 g/s", "dust: 1 g", "s.yaml:8:20: dust: '1 g' has the unit g: a discharge is written in g/s or kg/s")]
    [InlineData("dust: 1 g/s", "dust: 1", "s.yaml:8:20: dust: '1' has no unit: a discharge is written in g/s or kg/s")]
    [InlineData("dust: 1 g/s", "dust: much", "s.yaml:8:20: dust: 'much' is no number with a unit")]
    [InlineData("dust: 1 g/s", "dust: 2 kg/s", "s.yaml:8:20: dust: '2 kg/s' is out of range: 0 g/s to 1 kg/s")]
    [InlineData("up-by-day: 3 m/s", "up-by-day: 0.1 m/s", "'0.1 m/s' is out of range: 0.5 m/s to 10 m/s")]
    [InlineData("discharges: 22:00-04:00", "discharges: at night", "'at night' is no part of a day: write it as '20:00-06:00', in UTC")]
    [InlineData("down-valley: 1.5 km", "downstream: 1.5 km", "place: 'down-valley' is missing")]
    [InlineData("down-valley: 1.5 km", "down-valley: 1.5 km, left: 3 m", "place: 'left' is not known here; the keys are down-valley, across, height")]
    [InlineData("[sps30, bme280]", "[sps30, bme680]", "'bme680' is no sensor; there are bme280, sps30, scd4x, noise, ph, conductivity")]
    [InlineData("[sps30, bme280]", "[sps30, noise]", "this world has no noise for a noise to measure")]
    [InlineData("[sps30, bme280]", "[sps30, bme280-1]", "'bme280-1' is no sensor: only noise, ph and conductivity have an input")]
    [InlineData("[sps30, bme280]", "sps30", "a list is expected here")]
    [InlineData("interval: 10 min }", "interval: 2 d }", "'2 d' is out of range: 1 s to 1 d")]
    [InlineData("name: head", "name: farm", "s.yaml:11:5: stations: two stations are called 'farm'")]
    [InlineData("station: farm, from", "station: barn, from", "'barn' is no station here; there are farm, head")]
    [InlineData("to: 2026-06-01 13:30", "to: 2026-06-01 13:00", "'to' is not after 'from'")]
    [InlineData("to: 2026-06-01 13:30", "to: 2026-06-01 16:00", "'2026-06-01 16:00' is not within the scenario: 2026-06-01 12:00 to 2026-06-01 15:00")]
    [InlineData("radio-out:", "wifi-out:", "s.yaml:13:5: wifi-out: 'wifi-out' is no fault; there are radio-out, power-out")]
    [InlineData("accepted: all", "accepted: most", "'most': only 'all' can be expected")]
    [InlineData("gaps: 0", "holes: 0", "'holes' is no expectation; there are accepted, gaps")]
    [InlineData("gaps: 0", "{ gaps: 0, accepted: all }", "one key and its value are expected here")]
    [InlineData("below: 30 ug/m3", "below: 30 mg/m3", "'30 mg/m3' has the unit mg/m3: a value of pm25 is written in ug/m3")]
    [InlineData(", below: 30 ug/m3", "", "a limit is missing: 'above', 'below' or both")]
    [InlineData("quantity: pm25", "quantity: co2", "'co2' is not measured at farm; it measures pm1, pm25")]
    [InlineData("hours: 3", "hours: 3\nhours: 4", "no YAML")]
    [InlineData("hours: 3", "hours: [3", "no YAML")]
    public void What_is_wrong_is_refused_with_its_place(string right, string wrong, string message)
    {
        Assert.Contains(right, ScenarioText.Small, StringComparison.Ordinal);
        string text = ScenarioText.Small.Replace(right, wrong, StringComparison.Ordinal);
        ScenarioException refused = Assert.Throws<ScenarioException>(() => ScenarioText.Parse(text));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("s.yaml:", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- 1")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("? [a]\n: 1")]
    [InlineData("a: &x [*x]")]
    [InlineData("\u0000")]
    public void What_is_no_scenario_at_all_is_refused(string text)
    {
        Assert.Contains("s.yaml", Assert.Throws<ScenarioException>(() => ScenarioText.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 1\nb: [2,\n  3", "s.yaml:4:1: no YAML")]
    [InlineData("a: 1\nb: { c: 2", "s.yaml:3:1: no YAML")]
    [InlineData("a: 1\nb: 'c", "s.yaml:2:")]
    public void What_breaks_off_is_refused_where_it_does(string text, string place)
    {
        Assert.StartsWith(place, Assert.Throws<ScenarioException>(() => ScenarioText.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_that_is_cut_off_or_altered_raises_anything_else()
    {
        Random random = new(20260601);
        for (int i = 0; i < 3_000; i++)
        {
            char[] text = ScenarioText.Small.ToCharArray();
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                text[random.Next(text.Length)] = " \n:-{}[],'\"&*!|>%@\t#a0"[random.Next(22)];
            }

            try
            {
                ScenarioText.Parse(new string(text, 0, random.Next(2) == 0 ? text.Length : random.Next(text.Length)));
            }
            catch (ScenarioException)
            {
                // Refused in its own words, which is what is wanted.
            }
        }
    }

    [Fact]
    public void A_recording_that_is_not_there_or_wrong_is_refused_where_it_is_named()
    {
        string text = ScenarioText.Own("replay").Replace("csv: replay.csv", "csv: nowhere.csv", StringComparison.Ordinal);
        Assert.Matches(@"^s\.yaml:\d+:\d+: csv: ", Assert.Throws<ScenarioException>(() => ScenarioText.Parse(text)).Message);
    }
}
