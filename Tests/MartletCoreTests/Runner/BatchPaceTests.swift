import Testing

@testable import MartletCore

/// How batches make way and come back.
@Suite struct BatchPaceTests {
    private func pace(_ rows: Int, pause: Duration? = nil) -> BatchPace {
        var options = BatchOptions()
        (options.rows, options.pause) = (rows, pause)
        return BatchPace(options)
    }

    @Test func beginsAsTheFileSays() {
        let pace = pace(5000, pause: .milliseconds(50))
        #expect(pace.rows == 5000 && pace.pause == .milliseconds(50))
    }

    @Test func eachWaiterHalvesTheRowsAndDoublesThePause() {
        var pace = pace(5000, pause: .milliseconds(50))
        pace.giveWay()
        #expect(pace.rows == 2500 && pace.pause == .milliseconds(100))
        pace.giveWay()
        #expect(pace.rows == 1250 && pace.pause == .milliseconds(200))
        for _ in 0..<20 { pace.giveWay() }
        #expect(pace.rows == 50 && pace.pause == .seconds(5))
    }

    @Test func neverLargerThanTheFileSays() {
        var pace = pace(7)
        pace.giveWay()
        #expect(pace.rows == 7 && pace.pause == .milliseconds(100))
        var patient = self.pace(100, pause: .seconds(60))
        patient.giveWay()
        #expect(patient.rows == 50 && patient.pause == .seconds(60))
    }

    @Test func comesBackSlowlyWhenNobodyWaits() {
        var pace = pace(1000)
        pace.giveWay()
        for _ in 0..<9 { pace.goOn() }
        #expect(pace.rows == 500)
        pace.goOn()
        #expect(pace.rows == 625)
        // Who comes between begins the count anew.
        for _ in 0..<9 { pace.goOn() }
        pace.giveWay()
        for _ in 0..<9 { pace.goOn() }
        #expect(pace.rows == 312)
        for _ in 0..<500 { pace.goOn() }
        #expect(pace.rows == 1000 && pace.pause == .zero)
    }
}
