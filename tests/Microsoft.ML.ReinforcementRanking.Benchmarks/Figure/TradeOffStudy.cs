using System.Globalization;
using ShortVideo;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>
/// Draws the figure of the README: one TSCAC policy over its constraint strengths, the logged policy, and boosted trees. All are estimated on the last
/// fifth of a simulated log. The study is that of <c>samples/ShortVideo</c>.
/// </summary>
internal static class TradeOffStudy
{
    private const int Seed = 1;

    /// <summary>The constraint strengths λ, from the strongest on.</summary>
    private static readonly double[] Strengths = [4, 2, 1, 0.5, 0.25];

    /// <param name="output">The SVG file to write.</param>
    /// <param name="users">The number of users of the simulated log.</param>
    public static void Run(string output, int users)
    {
        var folder = Path.Combine("artifacts", "figure");
        SimulatedLog.Write(folder, Seed, new() { Users = users });
        var ml = new MLContext(Seed);
        var prepared = PreparedLog.Read(ml, folder);
        var result = prepared.Study(ml, Seed).Run();
        var curve = Strengths.Select(strength => TradeOffPoint.Of(result.Evaluate(result.Tscac.Policy.WithConstraintStrength(strength)), strength)).ToArray();
        var trees = result.Test.Single(test => test.Name == "boosted trees").Metrics;
        foreach (var point in curve.Append(TradeOffPoint.Of(trees)).Append(TradeOffPoint.Logged(trees)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point}"));
        var figure = new TradeOffFigure(curve, TradeOffPoint.Logged(trees), TradeOffPoint.Of(trees), trees.RowCount, users);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, figure.ToSvg());
    }
}
