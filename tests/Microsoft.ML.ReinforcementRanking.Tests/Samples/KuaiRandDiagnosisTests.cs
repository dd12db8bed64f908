using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class KuaiRandDiagnosisTests
{
    [SkippableFact]
    public void DiagnoseLog_KuaiRand_FindsNothingSevere()
    {
        var ml = new MLContext(1);
        var prepared = PreparedLog.Read(ml, Repository.DataFolder("kuairand"));
        var parts = prepared.Parts;

        var diagnosis = ml.Data.DiagnoseLog(parts.Training, ["LogWatchTime", "Click", "Like"],
            new() { TimestampColumnName = "Time", TestData = parts.Test, ActionColumnName = "VideoId" });

        diagnosis.HasSevereFindings.Should().BeFalse(diagnosis.ToString());
        diagnosis.Findings.Should().Contain(finding => finding.Defect == LogDefect.MissingSupport, "most of 7,583 videos have few rows");
    }
}
