namespace Enviro.Simulator;
internal static class ReadingChart {
 internal const string Delay = "delay";
 internal static IReadOnlyList<string> WriteAll(ScenarioOutcome o, DirectoryInfo d) => [];
}
