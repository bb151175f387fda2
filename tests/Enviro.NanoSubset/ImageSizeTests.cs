using System.Globalization;

namespace Enviro.NanoSubset;

/// <summary>The image fits the smallest board, by a bound that is too high rather than too low; the documentation states the bound.</summary>
public class ImageSizeTests
{
    private static readonly string s_page = Path.Combine(Repository.Root, "firmware", "docs", "image.md");

    [Fact]
    public void The_image_fits_a_board_with_4_MB()
    {
        int total = ImageSize.Of("Enviro.Node.Esp32").Sum(part => part.Bytes);

        Assert.True(total < ImageSize.Partition, $"{total} bytes of {ImageSize.Partition}");
    }

    [Fact]
    public void The_page_has_the_bound_of_every_library_and_room_for_our_assemblies()
    {
        string page = File.ReadAllText(s_page);
        List<string> missing = [];
        foreach ((string name, int bytes) in ImageSize.Of("Enviro.Node.Esp32"))
        {
            string line = ImageSize.Measured.TryGetValue(name, out int measured) ? $"| {name} | {Figure(measured)} | {Figure(bytes)} |" : $"| {name} | at most ";
            string[] around = page.Split(line);

            // Ours grow with every change: the page states them rounded up.
            bool isThere = around.Length == 2 && (!line.EndsWith(' ') || IsRounded(bytes, int.Parse(around[1].Split(" kB")[0], CultureInfo.InvariantCulture) * 1_000));
            if (!isThere)
            {
                missing.Add($"{line}… of {bytes} bytes");
            }
        }

        Assert.True(missing.Count == 0, $"{s_page} lacks or has other figures for:\n{string.Join('\n', missing)}");
    }

    private static bool IsRounded(int bytes, int stated) => bytes <= stated && bytes > stated / 2;

    private static string Figure(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
