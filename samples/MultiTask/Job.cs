using Microsoft.ML;
using MultiTask.Features;
using ShortVideo;

namespace MultiTask;

/// <summary>
/// Runs the sample: it reads a log, shows its size, trains on its first part, chooses epochs on its second part, and reports on its third part.
/// </summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var ml = new MLContext(arguments.Seed);
        var folder = arguments.Data ?? SimulatedData.Write(Path.Combine("artifacts", "multi-task"), arguments.Seed, new());
        WarningDisplay.ShowLog(ml);
        var log = TaskLog.Read(ml, folder);
        Report.ShowLog(folder, log);
        Report.ShowStudy([.. new MultiTaskStudy(ml, log).Run(arguments.Backbones)]);
    }
}
