using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Compares a fit at the authors' shape with a plain transcription of their step, and the transcription with their own program.</summary>
internal static class StepPart
{
    private const int Steps = 20;

    /// <param name="report">The report.</param>
    /// <param name="repetitions">The number of repetitions.</param>
    /// <param name="threads">The numbers of threads.</param>
    /// <param name="authors">A clone of the authors' repository, or null to leave their program out.</param>
    /// <param name="python">The Python program that runs it.</param>
    public static void Run(SpeedReport report, int repetitions, int[] threads, string? authors, string python)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        var log = AuthorsShape.Log(ml);
        using var plain = new PlainTscac();
        using var program = authors is null ? null : new AuthorsProgram(authors, python);
        List<Side> sides = [];
        foreach (var count in threads)
        {
            var transcription = new Side($"plain transcription, {Side.Threads(count)}", () => 1e3 * plain.Measure(Steps, count));
            sides.AddRange([transcription, new($"a fit, {Side.Threads(count)}", () => 1e3 * AuthorsShape.SecondsOfFit(ml, log, count), transcription)]);
        }
        if (program is not null)
            sides.Add(new("the authors' program, 1 thread", () => 1e3 * program.Measure(Steps), sides[0]));
        report.Compare("ms for 512 rows and all seven responses", Comparison.Run(sides, repetitions),
            $"A fit trains a critic and a policy for each response, which takes at least {NecessaryWork.Authors() / 1e6:N0} million operations. "
                + $"The authors' step trains seven critics and one policy, which takes {NecessaryWork.AuthorsStep() / 1e6:N0} million.",
            "The transcription is a valid measure where the authors' program takes between 0.83 and 1.2 of its time.");
    }
}
