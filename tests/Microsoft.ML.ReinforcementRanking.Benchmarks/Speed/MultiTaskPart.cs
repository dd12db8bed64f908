using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Compares multi-task fits at the shapes of the RMTL paper with a plain transcription of the authors' step.</summary>
internal static class MultiTaskPart
{
    public static void Run(SpeedReport report, int repetitions, int[] threads)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        var log = MultiTaskShape.Log(ml);
        MultiTaskShape[] shapes = [new(0), new(8)];
        var plain = Array.ConvertAll(shapes, shape => new PlainMultiTask(shape));
        List<Side> sides = [];
        foreach (var count in threads)
        {
            foreach (var (shape, step) in shapes.Zip(plain))
            {
                var transcription = new Side($"plain {shape.Name}, {Side.Threads(count)}", () => MultiTaskShape.Batch / step.Measure(count));
                sides.Add(transcription);
                sides.Add(new($"a fit, {shape.Name}, {Side.Threads(count)}", () => MultiTaskShape.Batch / shape.SecondsOfFit(ml, log, count), transcription));
            }
        }
        report.Compare("rows per second", Comparison.Run(sides, repetitions));
        Array.ForEach(plain, step => step.Dispose());
    }
}
