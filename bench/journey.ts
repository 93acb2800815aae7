/** A journey in eight frames: bodies differ in what a lift's do, and are equally long. */
export const journey = [
  { carStatus: 0, carDirection: 0, doorZone: true, carPosition: "01", doorStatus: 4, passengerPresent: true },
  { carStatus: 0, carDirection: 1, doorZone: true, carPosition: "01", doorStatus: 1, passengerPresent: true },
  { carStatus: 1, carDirection: 1, doorZone: false, carPosition: "04", doorStatus: 2, passengerPresent: true },
  { carStatus: 1, carDirection: 1, doorZone: false, carPosition: "09", doorStatus: 2, passengerPresent: true },
  { carStatus: 0, carDirection: 1, doorZone: true, carPosition: "12", doorStatus: 2, passengerPresent: true },
  { carStatus: 0, carDirection: 0, doorZone: true, carPosition: "12", doorStatus: 3, passengerPresent: true },
  { carStatus: 0, carDirection: 0, doorZone: true, carPosition: "12", doorStatus: 4, passengerPresent: false },
  { carStatus: 0, carDirection: 0, doorZone: true, carPosition: "12", doorStatus: 2, passengerPresent: false },
];
