using Microsoft.ML;
using MultiTask.Features;
using ShortVideo;

namespace MultiTask;

/// <summary>The whole job: read a log and show what is in it.</summary>
internal static class Job
{
    public static void Run(Arguments arguments)
    {
        var ml = new MLContext(arguments.Seed);
        var folder = arguments.Data ?? SimulatedData.Write(Path.Combine("artifacts", "multi-task"), arguments.Seed);
        Report.ShowLog(folder, TaskLog.Read(ml, folder));
    }
}
